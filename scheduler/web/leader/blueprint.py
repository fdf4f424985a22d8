"""The blueprint that the route modules of this package share."""

from flask import Blueprint

blueprint = Blueprint("leader", __name__)
