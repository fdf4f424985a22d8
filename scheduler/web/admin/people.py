"""The list of people, and the page of one."""

from flask import render_template, request

from scheduler.models import Person
from scheduler.services.people import contact_of, find_person
from scheduler.services.people_lists import list_people
from scheduler.services.permissions import Right, may_anywhere
from scheduler.services.shift_lists import all_skills, units_where
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import access
from scheduler.web.admin.blueprint import blueprint
from scheduler.web.admin.people_forms import PeopleFilterForm
from scheduler.web.admin.person_views import person_line, person_page
from scheduler.web.session import actor


@blueprint.get("/admin/people")
@access(Right.VIEW_PEOPLE)
def people() -> str:
    """List the people of the reader's units."""
    reader = actor()
    units, skills = units_where(reader, Right.VIEW_PEOPLE), all_skills()
    form = PeopleFilterForm(request.args)
    form.offer(units, skills)
    if request.args.keys() - {"page"}:
        form.validate()
    else:
        form.active.data = "yes"
    wanted = form.wanted(units, skills, local_date(utcnow(), reader.home_unit.zone))
    page = list_people(reader, wanted, number=request.args.get("page", 1, type=int))
    return render_template(
        "admin/people.html",
        form=form,
        page=page,
        lines=[_line(person, reader) for person in page.items],
        may_import=may_anywhere(reader, Right.MANAGE_PEOPLE),
    )


def _line(person: Person, reader: Person) -> object:
    today = local_date(utcnow(), person.home_unit.zone)
    return person_line(person, contact_of(person, actor=reader), today)


@blueprint.get("/admin/people/<int:person_id>")
@access(Right.VIEW_PEOPLE)
def person(person_id: int) -> str:
    """Show one person: data, roles, qualifications."""
    return person_page(find_person(person_id, actor=actor()))
