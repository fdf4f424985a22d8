"""The name of every rule, what it asks for, and how it stops somebody, in Chinese and in English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleWords:
    """Words for people; ``blocked`` completes "5 people …" where the rule keeps them from a shift."""

    name: str
    name_en: str
    explanation: str
    explanation_en: str
    blocked: str
    blocked_en: str


_COVERAGE = {
    "coverage_minimum": RuleWords(
        "最低人数",
        "Minimum staffing",
        "每个岗位至少达到最低人数。",
        "Every demand gets at least its minimum.",
        "会使其他岗位低于最低人数",
        "would leave a minimum unmet",
    ),
    "coverage_target": RuleWords(
        "目标人数",
        "Target staffing",
        "每个岗位尽量达到目标人数。",
        "Every demand should reach its target.",
        "会使其他岗位达不到目标人数",
        "would leave a target unmet",
    ),
    "coverage_surplus": RuleWords(
        "人数上限",
        "No surplus",
        "岗位人数不超过上限。",
        "No demand gets more people than its maximum.",
        "会使岗位超出人数上限",
        "would exceed a demand's maximum",
    ),
    "capacity": RuleWords(
        "班次容量",
        "Capacity",
        "班次总人数不超过容量。",
        "A shift holds no more people than its capacity.",
        "会超出班次容量",
        "would exceed the shift's capacity",
    ),
    "balance": RuleWords(
        "网格均衡",
        "Balance across units",
        "每项技能缺人最严重的单位，缺口比例尽量小。",
        "For each skill, the unit that misses the largest share should miss as little as possible.",
        "会加大单位之间的差距",
        "would widen the gap between units",
    ),
}

_ASSIGNMENT = {
    "qualification": RuleWords(
        "资质",
        "Qualification",
        "岗位要求的技能须在班次当天有效，且等级足够。",
        "Whoever fills a post has its skill, at its level, valid on the day of the shift.",
        "缺少技能",
        "lack the skill",
    ),
    "availability": RuleWords(
        "可服务时间",
        "Availability",
        "不在本人不可服务的时间排班。",
        "Nobody serves at a time she is unavailable.",
        "当时不可服务",
        "are unavailable then",
    ),
    "preferences": RuleWords(
        "时间意愿",
        "Preferred times",
        "优先排在愿意的时间，避开不愿意的时间。",
        "Shifts should lie at preferred times and not at unwanted ones.",
        "不愿意在这个时间服务",
        "would rather not serve then",
    ),
    "reach": RuleWords(
        "服务范围",
        "Reach",
        "只在本单位或相邻单位服务。",
        "People serve in their own unit or in one that neighbours it.",
        "所在单位不相邻",
        "belong to a unit that is no neighbour",
    ),
    "lending": RuleWords(
        "跨单位支援",
        "Lending",
        "尽量在本单位服务，少借调。",
        "People should serve in their own unit rather than be lent.",
        "需要从其他单位借调",
        "would have to be lent by another unit",
    ),
    "lender_minimum": RuleWords(
        "先保本单位",
        "Own unit first",
        "本单位当天达到最低人数后，才支援其他单位。",
        "People are lent only on days on which their own unit has its minimum without them.",
        "本单位当天低于最低人数",
        "are needed in their own unit that day",
    ),
    "pins": RuleWords(
        "固定安排",
        "Pinned assignments",
        "已固定的安排保持不变。",
        "Pinned assignments stay.",
        "已有固定安排",
        "have a pinned assignment in the way",
    ),
    "stability": RuleWords(
        "稳定",
        "Stability",
        "尽量保留已发布班表中的安排。",
        "Assignments of the published roster should stay.",
        "会改动已发布的安排",
        "would have a published assignment changed",
    ),
}

_CREWS = {
    "lead_present": RuleWords(
        "有人带队",
        "Leader present",
        "有人参加的班次必须有带队的人。",
        "Wherever somebody serves, somebody with the leading skill is there.",
        "没有人带队",
        "would be without a leader",
    ),
    "span_of_control": RuleWords(
        "带队人数",
        "Span of control",
        "每位带队人员带领的人数不超过上限。",
        "No leader of a shift has more people to lead than its limit.",
        "超出带队人员能带的人数",
        "would be more than the leaders can lead",
    ),
    "buddies": RuleWords(
        "以老带新",
        "Newcomers with company",
        "每位新人都有一位有经验的人同班。",
        "Every newcomer has somebody experienced beside her.",
        "没有有经验的人同班",
        "would have nobody experienced beside them",
    ),
    "together": RuleWords(
        "同班",
        "Together",
        "要求同班的人排在同一个班次。",
        "People who belong together are on the same shifts.",
        "会与应同班的人分开",
        "would serve without somebody they belong with",
    ),
    "apart": RuleWords(
        "不同班",
        "Apart",
        "不能同班的人不排在同一个班次。",
        "People who must not meet are not on the same shift.",
        "会与不能同班的人同班",
        "would meet somebody they must not work with",
    ),
}

_TIMES = {
    "overlap": RuleWords(
        "时间冲突",
        "No overlap",
        "同一人的班次时间不能重叠。",
        "Nobody is on two shifts at the same time.",
        "同时有其他班次",
        "are on another shift at that time",
    ),
    "rest": RuleWords(
        "休息时间",
        "Rest",
        "两个班次之间有足够的休息时间。",
        "There is enough rest between two shifts.",
        "休息时间不足",
        "need rest",
    ),
    "forbidden_succession": RuleWords(
        "禁止的班次衔接",
        "Forbidden successions",
        "某些类型的班次不能在次日接着排。",
        "Some types of shift may not follow others on the next day.",
        "与前后一天的班次类型不能衔接",
        "have a shift on the day before or after that does not go with it",
    ),
}

_LIMITS = {
    "shifts_per_day": RuleWords(
        "每日班次数",
        "Shifts per day",
        "每天不超过规定的班次数。",
        "Nobody has more shifts in a day than her limit.",
        "当天班次已满",
        "are at the daily limit of shifts",
    ),
    "shifts_per_week": RuleWords(
        "每周班次数",
        "Shifts per week",
        "每周不超过规定的班次数。",
        "Nobody has more shifts in a week than her limit.",
        "本周班次已满",
        "are at the weekly limit of shifts",
    ),
    "minutes_per_day": RuleWords(
        "每日时长",
        "Hours per day",
        "每天不超过规定的服务时长。",
        "Nobody serves longer in a day than her limit.",
        "当天时长已满",
        "are at the daily limit of hours",
    ),
    "minutes_per_week": RuleWords(
        "每周时长",
        "Hours per week",
        "每周不超过规定的服务时长。",
        "Nobody serves longer in a week than her limit.",
        "本周时长已满",
        "are at the weekly limit of hours",
    ),
    "min_minutes_per_day": RuleWords(
        "每日时长下限",
        "Fewest hours per day",
        "有班次的日子至少达到规定的服务时长。",
        "Whoever serves on a day does so for at least her fewest hours.",
        "当天时长过短",
        "would serve too few hours that day",
    ),
    "min_shifts_per_week": RuleWords(
        "每周班次下限",
        "Fewest shifts per week",
        "每个完整的周至少达到规定的班次数。",
        "Everybody has at least her fewest shifts in every whole week.",
        "本周班次过少",
        "would have too few shifts in a week",
    ),
    "min_minutes_per_week": RuleWords(
        "每周时长下限",
        "Fewest hours per week",
        "每个完整的周至少达到规定的服务时长。",
        "Everybody serves at least her fewest hours in every whole week.",
        "本周时长过短",
        "would serve too few hours in a week",
    ),
    "max_shifts": RuleWords(
        "周期班次上限",
        "Most shifts",
        "整个排班周期不超过规定的班次数。",
        "Nobody has more shifts in the period than her limit.",
        "本周期班次已满",
        "are at the period's limit of shifts",
    ),
    "min_shifts": RuleWords(
        "周期班次下限",
        "Fewest shifts",
        "整个排班周期至少达到规定的班次数。",
        "Everybody has at least her fewest shifts in the period.",
        "会低于最少班次数",
        "would have too few shifts",
    ),
    "max_minutes": RuleWords(
        "周期时长上限",
        "Most hours",
        "整个排班周期不超过规定的服务时长。",
        "Nobody serves longer in the period than her limit.",
        "本周期时长已满",
        "are at the period's limit of hours",
    ),
    "min_minutes": RuleWords(
        "周期时长下限",
        "Fewest hours",
        "整个排班周期至少达到规定的服务时长。",
        "Everybody serves at least her fewest hours in the period.",
        "会低于最少时长",
        "would serve too few hours",
    ),
    "shifts_per_type": RuleWords(
        "同类或同月班次上限",
        "Shifts of one type or month",
        "同一类型（或同一个月）的班次不超过规定的数量。",
        "Nobody has more shifts of one type, or in one month, than her limit.",
        "该类型或该月班次已满",
        "are at the limit for this type of shift, or this month",
    ),
    "min_per_type": RuleWords(
        "同类班次下限",
        "Fewest shifts of one type",
        "同一类型的班次至少达到规定的数量。",
        "Everybody has at least her fewest shifts of one type.",
        "该类型班次过少",
        "would have too few shifts of a type",
    ),
}

_RUNS = {
    "max_consecutive_days": RuleWords(
        "连续工作日上限",
        "Most days in a row",
        "连续服务的天数不超过上限。",
        "Nobody serves more days in a row than her limit.",
        "连续服务天数过多",
        "would serve too many days in a row",
    ),
    "min_consecutive_days": RuleWords(
        "连续工作日下限",
        "Fewest days in a row",
        "一旦开始服务，连续天数不少于下限。",
        "Whoever starts serving does so for at least her fewest days in a row.",
        "连续服务天数过少",
        "would serve too few days in a row",
    ),
    "max_days_off": RuleWords(
        "连续休息日上限",
        "Most days off in a row",
        "连续休息的天数不超过上限。",
        "Nobody is off for more days in a row than her limit.",
        "连续休息天数过多",
        "would be off for too many days in a row",
    ),
    "min_days_off": RuleWords(
        "连续休息日下限",
        "Fewest days off in a row",
        "休息时连续天数不少于下限。",
        "Days off come at least so many in a row.",
        "连续休息天数过少",
        "would have too few days off in a row",
    ),
    "consecutive_type": RuleWords(
        "同类班次连续天数",
        "Days of one type in a row",
        "同一类型的班次连续天数既不过多也不过少。",
        "Days with one type of shift come neither too many nor too few in a row.",
        "同类班次连续天数不合适",
        "would have too many or too few days of this type in a row",
    ),
    "max_weekends": RuleWords(
        "周末上限",
        "Most weekends",
        "服务的周末数不超过上限。",
        "Nobody serves on more weekends than her limit.",
        "服务的周末已满",
        "are at the limit of weekends",
    ),
    "complete_weekends": RuleWords(
        "完整周末",
        "Complete weekends",
        "周末两天要么都服务，要么都休息。",
        "A weekend is served whole or not at all.",
        "周末会只服务一天",
        "would serve half a weekend",
    ),
}

_WISHES = {
    "requests": RuleWords(
        "个人请求",
        "Requests",
        "尽量满足对具体班次的请求。",
        "Requests for and against shifts should be granted.",
        "请求不排这个班次",
        "asked not to have it",
    ),
    "fairness": RuleWords(
        "公平",
        "Fairness",
        "按承诺的时长和近90天的服务，公平分担班次。",
        "Shifts are shared fairly, by what people pledged and served in the last 90 days.",
        "已承担较多班次",
        "carry a large share already",
    ),
    "fairness_unpopular": RuleWords(
        "公平分担辛苦班次",
        "Fair share of unpopular shifts",
        "夜间、周末等辛苦的班次，按承诺的时长和近90天的服务公平分担。",
        "Unpopular shifts are shared fairly, by what people pledged and served in the last 90 days.",
        "已承担较多辛苦班次",
        "carry a large share of unpopular shifts already",
    ),
}

#: The words of every rule by its code.
WORDS: dict[str, RuleWords] = _COVERAGE | _ASSIGNMENT | _CREWS | _TIMES | _LIMITS | _RUNS | _WISHES
