"""Who holds a file open, where Windows tells: its Restart Manager knows the programs (Windows Vista and later, no administrator needed).

https://learn.microsoft.com/windows/win32/rstmgr/about-restart-manager
"""

import sys
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _SESSION_KEY, _NAME, _SERVICE, _ROOM = 33, 256, 64, 16
    _MORE_DATA = 234

    class _Process(ctypes.Structure):
        _fields_ = [("id", wintypes.DWORD), ("started", wintypes.FILETIME)]

    class _Info(ctypes.Structure):
        _fields_ = [
            ("process", _Process), ("name", wintypes.WCHAR * _NAME), ("service", wintypes.WCHAR * _SERVICE),
            ("kind", wintypes.UINT), ("status", wintypes.ULONG), ("session", wintypes.DWORD), ("restartable", wintypes.BOOL),
        ]

    def holders(path: Path) -> list[str]:
        """The programs that have the file open, by the names that Windows shows; empty when nobody has or Windows does not say."""
        try:
            manager = ctypes.WinDLL("rstrtmgr")
        except OSError:
            return []
        session, key = wintypes.DWORD(), ctypes.create_unicode_buffer(_SESSION_KEY)
        if manager.RmStartSession(ctypes.byref(session), 0, key):
            return []
        try:
            files = (wintypes.LPCWSTR * 1)(str(path.absolute()))
            if manager.RmRegisterResources(session, 1, files, 0, None, 0, None):
                return []
            return _names(manager, session)
        finally:
            manager.RmEndSession(session)

    def _names(manager: ctypes.WinDLL, session: wintypes.DWORD) -> list[str]:
        found, needed, reasons = (_Info * _ROOM)(), wintypes.UINT(), wintypes.DWORD()
        number = wintypes.UINT(_ROOM)
        answer = manager.RmGetList(session, ctypes.byref(needed), ctypes.byref(number), found, ctypes.byref(reasons))
        if answer not in (0, _MORE_DATA):
            return []
        return sorted({one.name for one in found[:number.value] if one.name})
else:

    def holders(path: Path) -> list[str]:
        """Nobody: only Windows tells."""
        del path
        return []
