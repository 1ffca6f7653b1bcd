"""A matplotlib figure on a page of reportlab: vectors, and text in the paper's own fonts that copies and searches like the rest."""

from functools import cache
from typing import Any

from desktop.reports import fonts


@cache
def page_renderer() -> Any:
    """The class that draws a matplotlib figure with a reportlab canvas; made when matplotlib is there."""
    from matplotlib.backend_bases import RendererBase
    from matplotlib.path import Path

    class PageRenderer(RendererBase):
        """Paths become paths, words become text in the paper's fonts: they copy and search like the rest of the page."""

        def __init__(self, canvas: Any, width: float, height: float) -> None:
            super().__init__()
            self.canvas, self.width, self.height = canvas, width, height

        def flipy(self) -> bool:
            return False

        def get_canvas_width_height(self) -> tuple[float, float]:
            return self.width, self.height

        def points_to_pixels(self, points: Any) -> Any:
            return points

        def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
            del ismath
            size = prop.get_size_in_points()
            return fonts.width(s, size), size * 0.95, size * 0.18

        def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
            canvas = self.canvas
            line = gc.get_linewidth()
            colour = gc.get_rgb()
            stroke = line > 0 and colour[3] > 0
            alpha = gc.get_alpha() if gc.get_forced_alpha() else None
            fill = rgbFace is not None and (len(rgbFace) < 4 or rgbFace[3] > 0)
            if not stroke and not fill:
                return
            canvas.saveState()
            if stroke:
                canvas.setStrokeColorRGB(*colour[:3])
                canvas.setLineWidth(line)
                offset, dashes = gc.get_dashes()
                canvas.setDash(list(dashes) if dashes is not None else [], offset or 0)
            if fill:
                shade = alpha if alpha is not None else (rgbFace[3] if len(rgbFace) > 3 else 1.0)
                canvas.setFillColorRGB(*(1 - (1 - part) * shade for part in rgbFace[:3]))  # on white paper; nothing is transparent
            drawn = canvas.beginPath()
            last = (0.0, 0.0)
            for points, code in path.iter_segments(transform, simplify=False, curves=True):
                if code == Path.MOVETO:
                    drawn.moveTo(points[0], points[1])
                elif code == Path.LINETO:
                    drawn.lineTo(points[0], points[1])
                elif code == Path.CURVE3:
                    control, end = points[:2], points[2:]
                    drawn.curveTo(
                        last[0] + 2 / 3 * (control[0] - last[0]), last[1] + 2 / 3 * (control[1] - last[1]),
                        end[0] + 2 / 3 * (control[0] - end[0]), end[1] + 2 / 3 * (control[1] - end[1]), end[0], end[1],
                    )  # fmt: skip
                elif code == Path.CURVE4:
                    drawn.curveTo(*points)
                elif code == Path.CLOSEPOLY:
                    drawn.close()
                    continue
                last = (points[-2], points[-1])
            canvas.drawPath(drawn, stroke=int(stroke), fill=int(fill))
            canvas.restoreState()

        def draw_text(self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None) -> None:
            del ismath, mtext
            canvas, size = self.canvas, prop.get_size_in_points()
            canvas.saveState()
            canvas.translate(x, y)
            if angle:
                canvas.rotate(angle)
            canvas.setFillColorRGB(*gc.get_rgb()[:3])
            text = canvas.beginText(0, 0)
            for font, piece in fonts.font_runs(s):
                fonts.load(font)
                text.setFont(font, size)
                text.textOut(piece)
            canvas.drawText(text)
            canvas.restoreState()

    return PageRenderer
