"""The barest window that PySide6 shows: frozen as the program is, it tells how much of a start is Qt's own (devtools/windows_start.sh)."""

import sys

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

app = QApplication(sys.argv)
window = QMainWindow()
window.setWindowTitle("bare")
window.setCentralWidget(QLabel("bare"))
window.resize(1200, 700)
window.show()
sys.exit(app.exec())
