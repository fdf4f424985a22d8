from scheduler.benchmarking.progress import line, tells_of_a_roster


def test_line_of_a_peer_tells_of_a_roster() -> None:
    assert line(1.5, 607, 600) == "   1.5 s   score 607   bound 600"
    assert tells_of_a_roster(line(1.5, 607, 600))


def test_other_lines_tell_of_none() -> None:
    assert not tells_of_a_roster("Error: 1.5 s   score 607   bound 600")
    assert not tells_of_a_roster("score 607, no roster costs less than 607")
