"""Classes over HTTP."""

from litestar import Controller

from ecosystem.classes.routes.catalogue import CourseController, TermController
from ecosystem.classes.routes.series import ClassController
from ecosystem.classes.routes.sessions import SessionController

ROUTES: list[type[Controller]] = [ClassController, CourseController, SessionController, TermController]
