"""The sample's accounts, consents, requests and an impact assessment: what an honest station has on its page of personal data."""

from datetime import timedelta

from db.station.tables import Account
from desktop.people.reveal import reveal
from desktop.permissions import Permission, service
from desktop.privacy.consents import ConsentDraft, give_consent
from desktop.privacy.requests import RequestDraft, close_request, open_request
from desktop.privacy.retention import AssessmentDraft, save_assessment
from desktop.session import Session

ACCOUNTS = (("林晓", "林晓", "clerk"), ("值班1", "热线值班", "duty"), ("街道", "街道民政科", "reader"))
RECEIVER = "红葵街道办事处"


@service(Permission.ADMINISTER)
def keep_the_law(session: Session, persons: list[str]) -> None:
    """Enter them for the first of these persons (elders, in the order of their codes)."""
    today = session.clock.today()
    with session.write("station.save_accounts") as unit:
        unit.insert_many(Account, [{"name": name, "display_name": words, "role": role} for name, words, role in ACCOUNTS])
    for number, person in enumerate(persons[:12]):
        day = today - timedelta(days=40 + 9 * number)
        give_consent(session, person, ConsentDraft("health", day, f"健康{number + 1:03d}"))
        if number < 5:
            give_consent(session, person, ConsentDraft("third_party", day, f"提供{number + 1:03d}", recipient=RECEIVER))
    asked = open_request(session, persons[1], RequestDraft("copy", today - timedelta(days=30), "要一份自己的资料", paper="请求001"))
    close_request(session, asked, "当面交付，本人签收")
    open_request(session, persons[3], RequestDraft("correct", today - timedelta(days=4), "女儿的电话换了号", "女儿", "请求002"))
    save_assessment(session, AssessmentDraft(
        "每日两次巡访与陪伴热线", today - timedelta(days=200), "王站长", "姓名、住址、电话、健康状况，用于上门巡访和来电陪伴",
        "不知道住哪里、有什么病，就无法及时发现意外；不收集收入、财产", "巡访单遗失会泄露谁独居；电脑被盗；志愿者好奇翻看",
        "打印打码并编号；数据文件加密；值班志愿者只见打码；每次查看留痕；专人保管 U 盘", "风险可控，每年复评"))  # fmt: skip
    reveal(session, persons[3], ("phones", "contacts"), "核对女儿的新号码")
