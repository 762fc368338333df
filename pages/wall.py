"""The wall of a classroom: everybody's curve, and who is ahead; `?projector` shows it large and without a frame."""

from pages.components.wall.wall_view import wall_view

wall_view()
