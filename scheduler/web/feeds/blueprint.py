"""The blueprint that the route modules of this package share."""

from flask import Blueprint

blueprint = Blueprint("feeds", __name__)
