"""Chinese names of made-up people, places and partners."""

from random import Random

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董"
    "潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏付方邹熊白孟秦"
)
_FIRST = "建国志秀玉桂春淑文晓小海明永伟丽雪佳思雨子浩俊嘉欣宇梓一美红金立新学景慧静婉"
_SECOND = "华军强英兰芳梅平珍生霞敏杰涛波超辉斌鹏磊萍燕娟琳婷颖倩怡涵轩博睿然彤宁诚远东林云峰成龙凤玲"
_ONE_GIVEN_NAME_IN = 5


def made_up_name(rng: Random) -> str:
    """Return a plausible name of two or three characters."""
    surname = _SURNAMES[min(int(rng.expovariate(1 / 18)), len(_SURNAMES) - 1)]
    if rng.randrange(_ONE_GIVEN_NAME_IN) == 0:
        return surname + rng.choice(_SECOND)
    return surname + rng.choice(_FIRST) + rng.choice(_SECOND)


def made_up_names(rng: Random, number: int) -> list[str]:
    """Return so many names, no two equal."""
    names: dict[str, None] = {}
    while len(names) < number:
        names[made_up_name(rng)] = None
    return list(names)


#: Chinese name, code, English name of each community, and what its grids are called.
COMMUNITIES = (
    ("桂花社区", "guihua", "Guihua Community", ("桂花苑", "东湖花园", "纺织厂宿舍", "学府里")),
    ("柳溪社区", "liuxi", "Liuxi Community", ("柳溪新村", "滨河雅居", "农贸市场", "铁路小区")),
    ("石桥社区", "shiqiao", "Shiqiao Community", ("石桥老街", "阳光公寓", "科技园", "南山坡")),
)
GRID_NAMES_EN = (
    ("Guihua Court", "East Lake Garden", "Textile Mill Quarters", "Academy Lane"),
    ("Liuxi New Village", "Riverside Homes", "Market Quarter", "Railway Quarter"),
    ("Shiqiao Old Street", "Sunshine Apartments", "Technology Park", "South Slope"),
)
#: What a partner does, and how its name ends.
PARTNERS = (
    ("物业公司", "物业服务有限公司"),
    ("药店", "大药房"),
    ("学校", "实验小学"),
    ("卫生服务站", "社区卫生服务站"),
    ("超市", "生鲜超市"),
    ("业主委员会", "业主委员会"),
    ("养老机构", "养老服务中心"),
    ("餐饮企业", "餐饮管理有限公司"),
)
PARTNER_PREFIXES = [
    "安康",
    "福临",
    "和顺",
    "瑞丰",
    "同心",
    "惠民",
    "百姓",
    "春晖",
    "金穗",
    "仁济",
    "远航",
    "新苗",
]
PLACES = ["东门岗亭", "中心广场", "居民活动室", "北门", "党群服务站", "文化长廊", "老年食堂", "篮球场"]
