"""``benkan training``: the catalogue, runs, nominations from a list, tests, evaluation.

Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from benkan.node.cli.boot import boot, refusals
from benkan.node.cli.training_package import commands as packages

commands = typer.Typer(no_args_is_help=True, help="Courses: the catalogue, runs, nominations, tests, evaluation.")
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
RunId = Annotated[UUID, typer.Argument(metavar="RUN", help="Its id, as runs lists it.")]


@commands.command(epilog="Example: benkan training courses --json")
def courses(as_json: AsJson = False) -> None:
    """List the catalogue."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.training import services
        from benkan.apps.training.api import course_as_object

        found = [course_as_object(one) for one in services.courses()]
    if as_json:
        typer.echo(json.dumps({"courses": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['code']:<16} {one['competence']:<16} {next(iter(one['names'].values()), '')}")
    typer.echo(f"{len(found)} course(s)")


@commands.command(epilog="Example: benkan training runs --course CR-1")
def runs(course: Annotated[str, typer.Option(help="Only of this course.")] = "", as_json: AsJson = False) -> None:
    """List the runs of courses, the latest first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.training import services

        found = [
            {
                "id": str(one.public_id),
                "course": one.course_code,
                "starts": one.starts.isoformat(),
                "ends": one.ends.isoformat(),
                "place": one.place,
            }
            for one in services.runs(course)
        ]
    if as_json:
        typer.echo(json.dumps({"runs": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['id']}  {one['starts']} – {one['ends']}  {one['course']:<16} {one['place']}")
    typer.echo(f"{len(found)} run(s)")


@commands.command(epilog="Example: benkan training nominate 0b8c… people.csv --officer formation")
def nominate(
    run: RunId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV with name, service, country.")],
    officer: Officer,
    accept: Annotated[bool, typer.Option("--accept", help="Accept everybody who has a place.")] = False,
    as_json: AsJson = False,
) -> None:
    """Nominate the persons of a list; rows that cannot be taken are told with their line."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.training import services

        who, row = accounts.get(officer), services.get_run(run)
        done = services.read_list(row, read(file, 2_000_000), by=who)
        accepted = services.accept_all(row, by=who) if accept else 0
        refused = [{"line": line, "code": error.code, "reason": error.sentence} for line, error in done.refused]
    told = {"nominated": done.nominated, "known": done.known, "accepted": accepted, "refused": refused}
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{done.nominated} nominated, {done.known} were known, {accepted} accepted, {len(refused)} refused")
    for one in refused:
        typer.echo(f"  line {one['line']}: {one['reason']}")


@commands.command(epilog="Example: benkan training close 0b8c… --officer formation --certify")
def close(
    run: RunId,
    officer: Officer,
    certify: Annotated[bool, typer.Option("--certify", help="Issue the certificates too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Settle who completed a run that is over."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.training import services

        who = accounts.get(officer)
        completed = services.close(services.get_run(run), by=who)
        issued = services.certify(services.get_run(run), by=who) if certify else 0
    told = {"completed": completed, "certificates": issued}
    typer.echo(json.dumps(told) if as_json else f"{completed} completed it, {issued} certificate(s) issued.")


@commands.command(epilog="Example: benkan training sheet 0b8c… 1 sheet.pdf")
def sheet(
    run: RunId,
    session: Annotated[int, typer.Argument(help="Number of the session.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the PDF is written.")],
    language: Annotated[str, typer.Option(help="fr, en or ar.")] = "fr",
) -> None:
    """Write the sheet of attendance of a session."""
    from benkan.node.cli.writing import writing

    with refusals():
        boot()
        from benkan.apps.training import services

        data = services.sheet(services.get_run(run), session, language)
        with writing(file):
            file.write_bytes(data)
    typer.echo(f"{file}: print it, tick it, scan it, and give it back on the page of the run.")


@commands.command(epilog="Example: benkan training questions CR-1 bank.gift --language fr --officer formation")
def questions(
    course: Annotated[str, typer.Argument(metavar="COURSE", help="Its code.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Questions in GIFT or Moodle XML.")],
    officer: Officer,
    language: Annotated[str, typer.Option(help="Of texts that do not say theirs: fr, en or ar.")] = "fr",
    as_json: AsJson = False,
) -> None:
    """Take the questions of a school into a course; what is left out is told with its line."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.training import services

        done = services.writing.take_in(
            services.course(course), read(file, 4_000_000), language, by=accounts.get(officer)
        )
    told = {
        "new": done.new,
        "translated": done.translated,
        "known": done.known,
        "left_out": [{"line": one.line, "reason": one.text} for one in done.left_out],
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{done.new} new, {done.translated} got a further language, {done.known} were known")
    for one in done.left_out:
        typer.echo(f"  line {one.line}: {one.text}")


@commands.command(epilog="Example: benkan training answers 0b8c… sheets.csv --moment before --officer formation")
def answers(
    run: RunId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV with code, answers such as A B - CD.")],
    moment: Annotated[str, typer.Option(help="before or after the course.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Keep answers to the test that were copied from paper."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.training import services

        done = services.sitting.copy_list(
            services.get_run(run), moment, read(file, 2_000_000), by=accounts.get(officer)
        )
        refused = [{"line": line, "code": error.code, "reason": error.sentence} for line, error in done.refused]
    if as_json:
        typer.echo(json.dumps({"taken": done.taken, "known": done.known, "refused": refused}, ensure_ascii=False))
        return
    typer.echo(f"{done.taken} taken, {done.known} were known, {len(refused)} refused")
    for one in refused:
        typer.echo(f"  line {one['line']}: {one['reason']}")


@commands.command(epilog="Example: benkan training gain 0b8c… --json")
def gain(run: RunId, as_json: AsJson = False) -> None:
    """Show by question what a group knew before and after; from five persons up."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.training import services
        from benkan.apps.training.testing.api import results_as_object

        found = services.gains.results(services.get_run(run), "en")
    if as_json:
        typer.echo(json.dumps(results_as_object(found), ensure_ascii=False))
        return
    if found is None:
        typer.echo("No test was opened.")
        return
    typer.echo(f"{found.before} before, {found.after} after, {found.both} both times")
    for one in found.questions:
        shares = "-" if one.before is None else f"{one.before} % -> {one.after} %"
        typer.echo(f"  {shares:<16} {one.text}")


@commands.command(epilog="Example: benkan training materials --course CR-1 --json")
def materials(course: Annotated[str, typer.Option(help="Only of this course.")] = "", as_json: AsJson = False) -> None:
    """List the library: the newest edition of each material and language."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.library import services
        from benkan.apps.library.api import as_object

        found = [as_object(one) for one in services.newest(course)]
    if as_json:
        typer.echo(json.dumps({"materials": found}, ensure_ascii=False))
        return
    for one in found:
        title = next(iter(one["titles"].values()))
        typer.echo(f"{one['course']:<16} {one['language']}  v{one['version']:<4} {one['bytes']:>12}  {title}")
    typer.echo(f"{len(found)} edition(s)")


@commands.command("add-material", epilog="Example: benkan training add-material CR-1 guide.pdf --language fr "
                  "--title-fr Guide --licence CC-BY-4.0 --officer formation")  # fmt: skip
def add_material(
    course: Annotated[str, typer.Argument(metavar="COURSE", help="Code of the course.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file.")],
    language: Annotated[str, typer.Option(help="Language of the file: fr, en or ar.")],
    licence: Annotated[str, typer.Option(help="internal, partners, or a Creative Commons licence, such as CC-BY-4.0.")],
    officer: Officer,
    title_fr: Annotated[str, typer.Option(help="Title in French.")] = "",
    title_en: Annotated[str, typer.Option(help="Title in English.")] = "",
    title_ar: Annotated[str, typer.Option(help="Title in Arabic.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put a material into the library."""
    from benkan.node.cli.reading import pieces

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.library import services
        from benkan.apps.library.api import as_object

        titles = {"fr": title_fr, "en": title_en, "ar": title_ar}
        made = services.add(course, titles, licence, language, file.name, pieces(file), by=accounts.get(officer))
        told = as_object(made)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{told['material']} is in the library.")


@commands.command(epilog="Example: benkan training learners Kantara --json")
def learners(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Part of the name.")] = "", as_json: AsJson = False
) -> None:
    """List learners with their ids."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.training import services

        found = [
            {"id": str(one.pk), "name": one.name, "service": one.service, "country": one.country}
            for one in services.erasing.found(text)[:500]
        ]
    if as_json:
        typer.echo(json.dumps({"learners": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['id']}  {one['country']}  {one['name']}  {one['service']}")
    typer.echo(f"{len(found)} learner(s)")


@commands.command(epilog="Example: benkan training erase 0b8c… 'Awa Kantara' --officer formation")
def erase(
    learner: Annotated[UUID, typer.Argument(metavar="LEARNER", help="The id, as learners lists it.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The whole name once more.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Erase what is kept of a learner; it cannot be undone."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.training import services

        done = services.erasing.erase(learner, by=accounts.get(officer), name=name)
    typer.echo(
        json.dumps(done)
        if as_json
        else f"Erased: {done['runs']} place(s), {done['certificates']} certificate(s), in {done['trees']} tree(s)."
    )


@commands.command(epilog="Example: benkan training grades 0b8c… moodle.csv --after 'Quiz (Real)' --after-out-of 20 "
                  "--officer formation")  # fmt: skip
def grades(
    run: RunId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The gradebook of Moodle as CSV.")],
    officer: Officer,
    before: Annotated[str, typer.Option(help="Column with the points before the course.")] = "",
    after: Annotated[str, typer.Option(help="Column with the points after the course.")] = "",
    before_out_of: Annotated[int, typer.Option(help="The most before, unless they are percentages.")] = 100,
    after_out_of: Annotated[int, typer.Option(help="The most after, unless they are percentages.")] = 100,
    row: Annotated[list[str] | None, typer.Option(help="LINE=CODE whose row it is, LINE=- for nobody.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take grades in from Moodle, all or none; says which columns and rows are asked."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.training import services

        who, of = accounts.get(officer), services.get_run(run)
        book = services.grading.read(read(file, 500_000))
        if not before and not after:
            asked: list[dict[str, object]] = []
            count = None
        else:
            columns = services.grading.Columns(before, after, before_out_of, after_out_of)
            answers = services.grading.answers_of(row or [])
            planned = services.grading.plan(of, book, columns, answers)
            asked = [{"line": one.row.line, "number": one.row.number, "name": one.row.name} for one in planned.asked]
            count = None if asked else services.grading.take(of, book, columns, answers, by=who)
    if as_json:
        typer.echo(json.dumps({"kept": count, "columns": book.columns, "asked": asked}, ensure_ascii=False))
    elif count is not None:
        typer.echo(f"Grades of {count} person(s) are kept.")
    elif asked:
        typer.echo("Whose rows are these? Say --row LINE=CODE, or LINE=- for nobody.")
        for one in asked:
            typer.echo(f"  {one['line']:>5}  {one['number']}  {one['name']}")
    else:
        typer.echo("Say --before or --after with one of these columns:")
        for name in book.columns:
            typer.echo(f"  {name}")
    if count is None:
        raise typer.Exit(1)


@commands.command(epilog="Example: benkan training evaluation 0b8c… --json")
def evaluation(run: RunId, as_json: AsJson = False) -> None:
    """Show what those who followed a run say; once it is over, from five answers up."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.training import services
        from benkan.apps.training.evaluating.api import as_object

        found = [as_object(one) for one in services.evaluation.standings(services.get_run(run))]
    if as_json:
        typer.echo(json.dumps({"stages": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['stage']:<6} {one['first']} – {one['last']}  {one['state']}, {one['answered']} form(s)")
        for each in one["statements"]:
            typer.echo(f"  {each['mean']:.1f}  {each['answers']:>4} answers  {each['statement']}")


def register(app: typer.Typer) -> None:
    """Puts the group into the command."""
    commands.add_typer(packages, name="package")
    app.add_typer(commands, name="training")
