"""Pages of the portal families to main text, source and statements."""

import html
from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.documents import CleanDocument, Payload
from schemas.errors import DocumentError, FazhiError
from tasks.clean import FamilyRules, clean, decode, source_slice, squeeze

BODY = [
    "一、推进法治政府建设的主要举措和成效",
    "（一）全年召开镇政府常务会议12次，专题研究法治建设议题5个，审查合同80份，提出意见建议126条。",
    "（二）受理行政复议案件3件，办结率100%，较上年下降2.5个百分点；调解矛盾纠纷481件，涉及金额296.69万元。",
    "二、存在的问题和下一步打算，基层执法力量仍然薄弱，将在下一年度继续加强队伍建设和业务培训。",
]
MAIN = "\n".join(BODY)


def payload(body: str | bytes, **known: Any) -> Payload:
    data = body.encode() if isinstance(body, str) else body
    defaults = {"url": "http://www.example.gov.cn/a.html", "mime": "text/html", "fetched_at": datetime.now(UTC)}
    return Payload(**{**defaults, "body": data, "sha256": "0" * 64, **known})


def page(content: str, head: str = "", above: str = "", below: str = "") -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">{head}<title>报告_某镇人民政府</title>
<script>var menu = "<div id='zoom'>{{3}}不是正文，只是脚本里的一段很长的文字，并不显示在页面上。</div>";</script></head><body>
<div class="header"><span>今天是2019年12月3日 星期二</span></div>
<ul class="nav"><li><a href="/1">首页</a></li><li><a href="/2">政务公开</a></li></ul>
<div class="crumbs">当前位置：首页 &gt; 法治政府建设年度报告</div>{above}
{content}{below}<div class="footer">主办单位：某镇人民政府 网站标识码：3100000000 某ICP备10000000号</div></body></html>"""


def paragraphs(lines: list[str] = BODY) -> str:
    return "\n".join(f'<p style="text-indent:2em">&nbsp;　{line}</p>' for line in lines)


def assert_sources(document: CleanDocument, source: Payload) -> None:
    """Every line, and every pair of characters in it, is what stands in the source where the map says."""
    pages = decode(source.body, source.mime, source.charset).pages
    start = 0
    for line in document.text.split("\n"):
        ends = [(start, start + len(line)), *((at, at + 1) for at in range(start, start + len(line)))]
        for first, last in ends:
            span = document.text[first:last]
            if not span.isspace():
                src_start, src_end, number = document.source_map.locate(first, last)
                assert source_slice(pages[number], src_start, src_end, document.mime) == squeeze(span)
        start += len(line) + 1


CONTAINERS = {
    "TRS": '<div class="TRS_Editor">{}</div>',
    "Hanweb": '<div class="artile_zw"><div id="zoom">{}</div></div>',
    "gov.cn": '<div class="pages_content" id="UCAP-CONTENT">{}</div>',
    "gkmlpt": '<div class="article-content">{}</div>',
    "NFCMS": '<div class="news_cont_d_wrap">{}</div>',
    "VSB": '<div id="vsb_content"><div class="v_news_content">{}</div></div>',
    "Longxun": '<div class="wzcon j-fontContent">{}</div>',
    "Henan": '<div id="fontzoom">{}</div>',
    "Shanghai": '<div class="Article_content" id="ivs_content">{}</div>',
    "unknown": '<div class="q7x"><div class="k1">{}</div></div>',
    "layout table": "<table width=90%><tr><td>{}</td></tr></table>",
}


@pytest.mark.parametrize("family", CONTAINERS)
def test_the_main_text_of_each_family_and_nothing_else(family: str) -> None:
    source = payload(page(CONTAINERS[family].format(paragraphs())))
    document = clean(source)
    assert document.text == MAIN
    assert_sources(document, source)


def test_a_selector_is_not_believed_where_the_prose_is_elsewhere() -> None:
    aside = '<div class="content">欢迎访问本站，如有意见建议请拨打热线</div>'
    assert clean(payload(page(f"<div class=x9>{paragraphs()}</div>", above=aside))).text == MAIN


def test_a_box_that_only_holds_the_surest_one_is_not_taken_for_it() -> None:
    inner = f'<h1>某镇2022年度报告</h1><p>2023-02-08 10:26</p><div id="UCAP-CONTENT">{paragraphs()}</div>'
    assert clean(payload(page(f'<div class="content">{inner}</div>'))).text == MAIN


def test_family_rules_come_first() -> None:
    content = f'<div id="zoom">{paragraphs()}<div class="odd">订阅本栏目请点这里并填写您的邮箱</div></div>'
    with_odd = clean(payload(page(content))).text
    assert with_odd != MAIN
    assert clean(payload(page(content)), FamilyRules(containers=("#zoom",), noise=(".odd",))).text == MAIN


def test_a_broken_selector_is_the_editors_to_mend() -> None:
    with pytest.raises(FazhiError, match="selector"):
        clean(payload(page(paragraphs())), FamilyRules(containers=("div[",)))


def test_word_paste_wrapped_lines_and_breaks() -> None:
    content = (
        '<div id="zoom"><p class=MsoNormal><span lang=EN-US>2022</span><span>年，全镇共受理行政\n    复议案件'
        "<b>1<u>2</u></b>件</span><o:p></o:p>，按时办结率达到100&#37;。<br/>二、新制定 New Policy\n  Paper 3份，"
        "修订规范性文件5件，废止2件。</p></div>"
    )
    source = payload(page(content))
    document = clean(source)
    first = "2022年，全镇共受理行政复议案件12件，按时办结率达到100%。"
    assert document.text == f"{first}\n二、新制定 New Policy Paper 3份，修订规范性文件5件，废止2件。"
    assert_sources(document, source)


def test_a_data_table_is_rows_with_tabs() -> None:
    table = (
        "<table><tr><th>事项</th><th>数量</th></tr><tr><td><p>行政许可</p></td><td><p>36</p><p>件</p></td></tr></table>"
    )
    text = clean(payload(page(f'<div id="zoom">{paragraphs()}{table}</div>'))).text
    assert text == f"{MAIN}\n事项\t数量\n行政许可\t36 件"


def test_hidden_nodes_tools_and_tails_are_left_out() -> None:
    extra = (
        '<p style="display: none">隐藏的一段话</p><div class="share">分享到：微信</div><p>（责任编辑：王小明）</p>'
        "<p>扫一扫在手机打开当前页</p><p>【打印】【关闭】</p><p>上一篇：某某通知</p>"
    )
    head = "<p>发布时间：2023-02-10 来源：某镇 浏览次数：</p><p>【字号：大 中 小】</p>"
    assert clean(payload(page(f'<div id="zoom">{head}{paragraphs()}{extra}</div>'))).text == MAIN


@pytest.mark.parametrize(
    "below",
    [
        "<b>相关阅读</b><p>近日，某市举办招聘会。</p><p>该市还将举办更多活动，方便群众求职。</p>",
        "<p>声明：本网站发布的信息仅供参考，转载请注明出处。</p>",
        "<div>上一页 <a>1</a><a>2</a> 下一页</div>",
        "<div><a>[1]</a><a>[2]</a></div>",
        "<div>第1页<a>1</a><a>2</a><a>3</a></div>",
    ],
)
def test_what_follows_the_text_inside_its_box_is_left_out(below: str) -> None:
    assert clean(payload(page(f'<div class="q7x">{paragraphs()}{below}</div>'))).text == MAIN


def test_a_heading_of_links_above_the_text_ends_nothing() -> None:
    assert clean(payload(page(f'<div id="zoom"><p>相关链接</p>{paragraphs()}</div>'))).text == f"相关链接\n{MAIN}"


COVER = "<p>现将《某镇2022年度法治政府建设情况报告》予以公布，详见附件。</p>"


@pytest.mark.parametrize(
    ("content", "check"),
    [
        (f'<div id="zoom">{COVER}</div>', "only_a_cover"),
        (f'<div class="q7x">{COVER}<b>相关阅读</b><p>{"近日，某市举办招聘会。" * 20}</p></div>', "only_a_cover"),
        (f'<div class="q7x">{COVER}</div><div>{"<a>某局</a><a>某委员会</a>" * 30}</div>', "only_a_cover"),
        (
            f'<p>您好，今天是2019年12月3日，欢迎您来到某镇人民政府网站。</p><div class="q7x">{COVER}</div>',
            "only_a_cover",
        ),
        ('<div id="zoom">请拖动滑块完成拼图验证</div>', "no_prose"),
        (f"<ul>{'<li><a>政务公开</a></li><li><a>互动交流</a></li>' * 30}</ul>", "no_prose"),
    ],
)
def test_a_cover_or_a_menu_is_never_the_text(content: str, check: str) -> None:
    with pytest.raises(DocumentError) as error:
        clean(payload(page(content)))
    assert error.value.check == check


def test_a_container_hidden_until_a_script_shows_it_is_read() -> None:
    assert clean(payload(page(f'<div id="UCAP-CONTENT" style="display:none">{paragraphs()}</div>'))).text == MAIN


def test_text_moved_out_of_a_broken_table_keeps_its_source() -> None:
    content = f"<div id=zoom><table><tr>{BODY[0]}<td>{BODY[1]}</table>{paragraphs(BODY[2:])}<p>未闭合<b>的<i>标记</b>也要读</div>"
    source = payload(page(content))
    document = clean(source)
    assert set(BODY) <= set(document.text.split("\n"))
    assert_sources(document, source)


def test_an_article_carried_by_a_script_is_the_second_page() -> None:
    article = paragraphs().replace('"', '\\"').replace("\n", "\\n")
    script = f'<script>window._CONFIG = {{"DETAIL": {{"id": 9, "content": "{article}"}}}};</script>'
    source = payload(page(script))
    document = clean(source)
    assert document.text == MAIN
    assert set(document.source_map.pages) == {1}
    assert_sources(document, source)


@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_script_need_not_be_of_a_known_product(quote: str) -> None:
    article = paragraphs().replace(quote, f"\\{quote}").replace("\n", "\\n")
    source = payload(page(f'<div id=t></div><script>/* it\'s so */\nshow({quote}{article}{quote}, "t");</script>'))
    document = clean(source)
    assert document.text == MAIN
    assert_sources(document, source)


META = (
    '<META content="某镇2022年度法治政府建设报告" name="articletitle"><meta name=PubDate content="2023-02-10 15:34">'
    '<meta name="ContentSource" content=""><meta name="SiteName" content="某镇人民政府"><meta name="ColumnName" content="年度报告">'
)
INDEX = """<table class="xxgk"><tr><td>索 引 号：</td><td>114403006955506492/2023-00426</td><td>发布机构：</td><td>某镇办公室</td></tr>
<tr><td>成文日期：</td><td>2023年1月31日</td><td>发布日期：</td><td>2023——02——09</td></tr><tr><td>文号：</td><td></td></tr></table>
<h1>某镇2022年度法治政府<br>建设情况报告</h1>"""
LINE = "<h1>某镇2022年度法治政府建设情况报告</h1><p>发布时间：2023-02-08 15:34:38 <span>来源：</span><span>某镇</span> 浏览次数：12</p>"


def test_a_time_element_tells_the_day_where_nothing_else_does() -> None:
    line = '<article><header><h1>某镇2022年度法治政府建设情况报告</h1><time datetime="2023-02-08T09:00:00+08:00">2月8日</time></header>'
    document = clean(payload(page(f"{line}{paragraphs()}</article>")))
    assert (document.text, document.published_date, document.date_basis) == (MAIN, date(2023, 2, 8), "visible_line")


def test_a_heading_broken_over_lines_is_one_title() -> None:
    heading = (
        "<b><font size=5>某镇2022年度<br>法治政府建设情况报告</font></b><p>【发布日期：2023.02.08】 【来源：某镇】</p>"
    )
    document = clean(payload(page(f"<table><tr><td>{heading}{paragraphs()}</td></tr></table>")))
    assert (document.text, document.title) == (MAIN, "某镇2022年度法治政府建设情况报告")


def test_a_title_that_the_link_and_the_page_have_is_believed_before_the_tag() -> None:
    title = "某镇2022年度法治政府建设情况报告"
    source = page(f"<table><tr><td>名称</td><td>{title}</td></tr></table><div id=zoom>{paragraphs()}</div>")
    source = source.replace("<title>报告_某镇人民政府", "<title>法治政府建设情况--某镇")
    assert clean(payload(source, listed_title=title)).title == title


def test_a_list_behind_the_last_full_stop_is_no_furniture() -> None:
    items = ["关闭非法作坊12家；", "下载使用执法软件300人次；", "满意度测评得分98.6分；", "来源核查36批次"]
    document = clean(payload(page(f"<div id=zoom>{paragraphs()}{''.join(f'<p>{item}</p>' for item in items)}</div>")))
    assert document.text.endswith("\n".join(items))


@pytest.mark.parametrize(
    "field", ['<input type="hidden" id="c" value="{}">', "<textarea style='display:none'>{}</textarea>"]
)
def test_an_article_in_a_hidden_field_is_read(field: str) -> None:
    source = page(f"<h1>某镇</h1>{field.format(html.escape(paragraphs()))}<div id=shown></div>")
    assert clean(payload(source)).text == MAIN


def test_markup_without_a_sentence_in_a_script_is_no_article() -> None:
    widget = "<div class='w'>" + "<span>栏目</span>" * 200 + "</div>"
    source = page(f'<div id=zoom>{paragraphs()}</div><script>var w = "{widget}";</script>')
    assert clean(payload(source)).text == MAIN


def test_meta_tags_win_and_every_stated_date_is_kept() -> None:
    document = clean(payload(page(f"<div id=zoom>{paragraphs()}</div>", META, INDEX)))
    assert (document.published_date, document.date_basis) == (date(2023, 2, 10), "meta_pubdate")
    assert document.title == "某镇2022年度法治政府建设报告"
    assert (document.site_name, document.column_name) == ("某镇人民政府", "年度报告")
    assert document.content_source == "某镇办公室"
    assert document.meta["成文日期"] == "2023年1月31日"
    assert document.meta["发布日期"] == "2023——02——09"
    assert document.meta["索引号"] == "114403006955506492/2023-00426"
    assert "文号" not in document.meta


def test_without_meta_tags_the_index_table_then_the_visible_line() -> None:
    table = clean(payload(page(f"<div id=zoom>{paragraphs()}</div>", above=INDEX)))
    assert (table.published_date, table.date_basis) == (date(2023, 2, 9), "index_table")
    assert table.title == "某镇2022年度法治政府建设情况报告"
    line = clean(payload(page(f"<div id=zoom>{paragraphs()}</div>", above=LINE)))
    assert (line.published_date, line.date_basis) == (date(2023, 2, 8), "visible_line")
    assert line.content_source == "某镇"


def test_a_title_and_a_date_without_markup_or_name_are_seen_above_the_text() -> None:
    crumbs = '<p>首页 - <a href="../">法治政府建设年度报告</a></p>'
    above = f"{crumbs}<div><b>某镇2022年度法治政府建设情况报告</b></div><i>2023-02-08 15:34</i>"
    document = clean(payload(page(f"<div id=zoom>{paragraphs()}</div>", above=above).replace("报告_", "")))
    assert document.title == "某镇2022年度法治政府建设情况报告"
    assert (document.published_date, document.date_basis) == (date(2023, 2, 8), "visible_line")


@pytest.mark.parametrize(
    "stated",
    [
        {"head": '<meta property="article:published_time" content="2024-03-04T23:30:00+00:00">'},
        {"above": "<h1>某镇2023年法治政府建设年度报告</h1><div>2024年03月05日 09:05 | 某镇人民政府 | 浏览32次</div>"},
        {"above": "<h1>某镇2023年法治政府建设年度报告</h1><p>发布于 2024 年 3 月 5 日 作者 某镇人民政府</p>"},
    ],
)
def test_a_date_may_be_of_the_web_or_stand_beside_the_readers_count(stated: dict[str, str]) -> None:
    document = clean(payload(page(f'<div class="entry-content">{paragraphs()}</div>', **stated)))
    assert document.published_date == date(2024, 3, 5)
    assert document.text == MAIN


def test_the_site_is_named_by_the_title_where_no_tag_names_it() -> None:
    body = f'<div class="TRS_Editor">{paragraphs()}</div>'
    assert clean(payload(page(body))).site_name == "某镇人民政府"
    tagged = page(body, head='<meta name="SiteName" content="某县人民政府">')
    assert clean(payload(tagged)).site_name == "某县人民政府"


def test_a_silent_page_has_the_crawls_date_and_never_the_headers() -> None:
    silent = page(f"<div id=zoom>{paragraphs()}</div>")
    row = clean(payload(silent, listed_date=date(2023, 3, 1), listed_title="年度报告", column="法治建设"))
    assert (row.published_date, row.date_basis) == (date(2023, 3, 1), "list_row")
    index = clean(payload(silent, url="file:a.html", listed_date=date(2023, 3, 1)))
    assert index.date_basis == "file_index"
    url = clean(payload(silent, url="http://www.example.gov.cn/zw/202303/t20230328_1234567.html"))
    assert (url.published_date, url.date_basis) == (date(2023, 3, 28), "url")
    assert clean(payload(silent)).published_date is None


def test_residue_in_a_text_file_is_read_and_left() -> None:
    text = f"首页 -> 工作报告\n某市关于2022年法治政府建设情况的报告\n时间：2023年02月17日来源：市司法局\n\n  {MAIN}\n"
    document = clean(payload(text, mime="text/plain", url="file:a.txt"))
    assert document.text == text
    assert document.source_map.locate(5, 9) == (5, 9, 0)
    assert document.title == "某市关于2022年法治政府建设情况的报告"
    assert (document.published_date, document.content_source) == (date(2023, 2, 17), "市司法局")


@pytest.mark.parametrize(
    ("content", "check"),
    [
        ('<div id="zoom">您访问的页面不存在或已删除</div>', "soft_404"),
        ('<div id="zoom"></div>', "empty_text"),
        ('<div id="zoom"><p><img src="1.jpg"></p><p><img src="2.jpg"></p></div>', "image_only"),
        (
            "<table><tr><th>发文机关</th><td>某市人民政府</td></tr><tr><th>公开方式</th><td>主动公开</td></tr></table>"
            '<h1>某市2023年度法治政府建设情况报告</h1><div id="zoom"><p><img src="1.jpg"></p></div>',
            "image_only",
        ),
        (f'<div id="zoom">{MAIN.encode().decode("gb18030", "replace")}</div>', "mojibake"),
    ],
)
def test_a_page_without_text_says_which_kind_it_is(content: str, check: str) -> None:
    with pytest.raises(DocumentError) as error:
        clean(payload(f"<!DOCTYPE html><html><body>{content}</body></html>"))
    assert error.value.check == check


def test_shared_reports_are_taken_as_they_are(shared: Any) -> None:
    for file in sorted((shared / "reports").glob("*.txt")):
        assert clean(payload(file.read_bytes(), mime="text/plain")).text == file.read_text(encoding="utf-8")
