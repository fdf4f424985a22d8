"""Tiny instances of both public formats, and a roster published with its cost."""

CURTOIS = """\
# This is a comment. Comments start with #
SECTION_HORIZON
14

SECTION_SHIFTS
E,480,
L,450,E|

SECTION_STAFF
A,E=14|L=3,4320,2880,5,2,2,1
B,E=14|L=14,4320,2880,4,2,2,1
C,E=0|L=14,3600,900,5,1,2,2

SECTION_DAYS_OFF
A,0,1,9
C,13

SECTION_SHIFT_ON_REQUESTS
A,2,E,2
B,5,L,3

SECTION_SHIFT_OFF_REQUESTS
B,3,E,1
C,8,L,4

SECTION_COVER
""" + "".join(f"{day},{shift},{1 + day % 2},100,1\n" for day in range(14) for shift in "EL")

SCENARIO = """\
SCENARIO = n003w2

WEEKS = 2

SKILLS = 2
HeadNurse
Nurse

SHIFT_TYPES = 2
Early (2,4)
Night (2,3)

FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Night 1 Early

CONTRACTS = 2
FullTime (7,10) (2,5) (2,3) 1 1
PartTime (3,6) (2,3) (2,6) 1 0

NURSES = 3
Ann FullTime 2 HeadNurse Nurse
Bob FullTime 1 Nurse
Cleo PartTime 2 HeadNurse Nurse
"""

HISTORY = """\
HISTORY
0 n003w2

NURSE_HISTORY
Ann 0 0 Night 1 4 0
Bob 0 0 None 0 0 1
Cleo 0 0 Early 2 2 0
"""

WEEK = """\
WEEK_DATA
n003w2

REQUIREMENTS
Early HeadNurse (0,1) (0,0) (0,1) (0,0) (0,0) (0,1) (0,0)
Early Nurse (0,1) (1,1) (0,1) (0,1) (0,1) (0,0) (0,1)
Night HeadNurse (0,0) (0,0) (0,0) (0,1) (0,0) (0,0) (0,0)
Night Nurse (0,1) (0,1) (1,1) (0,1) (0,1) (0,1) (0,1)

SHIFT_OFF_REQUESTS = 2
Ann Any Tue
Bob Night Sat
"""

#: The organisers' own roster for n005w4, history 0, weeks 1-2-3-3, and what their validator says of it.
PUBLISHED = """\
Patrick N-EEELL--EELLL-NNNNNN-LLLLNN
Andrea  LL--LLLNNNNN-LLLL--NNNNN--EE
Stefaan NNNN---EELL--ENN--EEENN---LL
Sara    ---NNNNN---EEEELLL---EEEEE--
Nguyen  EELL-EELL-LNNN-EEELLL-LLNNNN
"""
PUBLISHED_WEEKS = (1, 2, 3, 3)
PUBLISHED_COSTS = {
    "Total assignment constraints": 320,
    "Consecutive constraints": 465,
    "Non working days constraints": 330,
    "Preferences": 70,
    "Max working weekend": 210,
    "Complete weekends": 60,
    "Optimal coverage constraints": 240,
}
