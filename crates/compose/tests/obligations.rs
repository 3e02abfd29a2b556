//! What a mail must show, what it may not hold, and what values become.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod common;

use common::{
    FOOT, column, faults, is_refused, marketing, products, publish, render, template, try_render, whole,
};
use placet_compose::{MessageKind, RenderError, Source, Target};
use serde_json::json;

fn body(content: &str) -> Source {
    marketing(&format!(
        "<mjml><mj-body><mj-section><mj-column><mj-text>{content}</mj-text></mj-column></mj-section></mj-body></mjml>"
    ))
}

const SENDER: &str = "{{ sender.name }} {{ sender.address }}";
const UNSUBSCRIBE: &str = "<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>";

#[test]
fn r090_r091_a_marketing_template_without_an_unsubscribe_link_is_refused() {
    is_refused(&body(SENDER), 0, "the unsubscribe link is missing");
    for hidden in [
        format!("{{% if shop.a %}}{UNSUBSCRIBE}{{% endif %}}"),
        format!("{{% for i in items %}}{UNSUBSCRIBE}{{% endfor %}}"),
        format!("<div style=\"display: none\">{UNSUBSCRIBE}</div>"),
        format!("<span style=\"font-size:0\">{UNSUBSCRIBE}</span>"),
        format!("<!-- {UNSUBSCRIBE} -->"),
        "<a href=\"{{ unsubscribe_url }}\"> </a>".to_owned(),
        "{{ unsubscribe_url }}".to_owned(),
        "<a href=\"https://shop.example/unsubscribe\">Unsubscribe</a>".to_owned(),
    ] {
        is_refused(&body(&format!("{SENDER}{hidden}")), 0, "the unsubscribe link is missing");
    }
    publish(&body(&format!("{SENDER} {UNSUBSCRIBE}")));
    publish(&marketing(&format!(
        "<mjml><mj-body><mj-section><mj-column><mj-text>{SENDER}</mj-text><mj-button href=\"{{{{ unsubscribe_url }}}}\">Bye</mj-button></mj-column></mj-section></mj-body></mjml>"
    )));
}

#[test]
fn r029_a_template_that_holds_a_number_of_a_person_is_refused_however_its_markup_splits_it() {
    for held in [
        "4111 1111 1111 1111",
        "4111<b> 1111</b> 1111&nbsp;1111",
        "RO49 AAAA 1B31 0075 9384 0000",
        "CNP 1630615123457",
    ] {
        let source = body(&format!("{SENDER} {UNSUBSCRIBE} pay to {held}"));
        let told = faults(&source);
        assert!(
            told.iter().any(|fault| fault.field == "mjml" && fault.message.ends_with("it is not stored")),
            "{held}: {told:?}"
        );
        let mut source = body(&format!("{SENDER} {UNSUBSCRIBE}"));
        source.subject =
            format!("About {}", held.replace("<b>", "").replace("</b>", "").replace("&nbsp;", " "));
        assert_eq!(faults(&source)[0].field, "subject", "{held}");
    }
    publish(&body(&format!(
        "{SENDER} {UNSUBSCRIBE} EAN 4006381333931, call +40 722 123 456, for people who suffer from diabetes"
    )));
}

#[test]
fn r090_a_marketing_mail_whose_unsubscribe_address_is_empty_is_not_rendered() {
    let compiled = publish(&body(&format!("{SENDER} {UNSUBSCRIBE}"))).parse().unwrap();
    for url in [json!(null), json!(""), json!("javascript:x"), json!(7)] {
        let mut data = whole(json!({}));
        data["unsubscribe_url"] = url;
        assert_eq!(compiled.render(&data, &common::Plain), Err(RenderError::Missing("unsubscribe_url")));
    }
}

#[test]
fn r090_a_service_template_needs_no_unsubscribe_link() {
    let mut source = body(SENDER);
    source.kind = MessageKind::Service;
    let compiled = publish(&source).parse().unwrap();
    let data = json!({"sender": {"name": "A", "address": "B"}});
    assert!(compiled.render(&data, &common::Plain).unwrap().html.contains("A B"));
}

#[test]
fn r092_a_template_without_the_senders_identity_is_refused() {
    for kind in [MessageKind::Marketing, MessageKind::Service] {
        for (content, missing) in [
            ("{{ sender.name }}", "{{ sender.address }}"),
            ("{{ sender.address }}", "{{ sender.name }}"),
            ("{{ sender.name }} {% if shop.a %}{{ sender.address }}{% endif %}", "{{ sender.address }}"),
            (
                "{{ sender.name }} <div style=\"visibility:hidden\">{{ sender.address }}</div>",
                "{{ sender.address }}",
            ),
            (
                "{{ sender.address }} <img src=\"https://a.example/b.png\" alt=\"{{ sender.name }}\" />",
                "{{ sender.name }}",
            ),
        ] {
            let mut source = body(&format!("{content} {UNSUBSCRIBE}"));
            source.kind = kind;
            is_refused(&source, 0, missing);
        }
    }
}

#[test]
fn r092_a_mail_whose_sender_is_empty_is_not_rendered() {
    let compiled = publish(&body(&format!("{SENDER} {UNSUBSCRIBE}"))).parse().unwrap();
    let mut data = whole(json!({}));
    data["sender"]["address"] = json!("  ");
    assert_eq!(compiled.render(&data, &common::Plain), Err(RenderError::Missing("sender.address")));
}

#[test]
fn r092_sender_and_unsubscribe_link_stand_in_both_parts() {
    let mail = render(&body(&format!("{SENDER} {UNSUBSCRIBE}")), json!({}));
    assert!(
        mail.html.contains("Crest &amp; Line SRL Strada Lungă 12")
            && mail.html.contains("href=\"https://l.example/u\"")
    );
    assert!(
        mail.text.contains("Crest & Line SRL Strada Lungă 12")
            && mail.text.contains("Unsubscribe: https://l.example/u")
    );
}

#[test]
fn r099_nothing_about_a_person_stands_in_an_address() {
    for content in [
        "<a href=\"{{ person.email }}\">x</a>",
        "<a href=\"https://shop.example/?e={{ person.email }}\">x</a>",
        "<a href=\"https://shop.example/?e={{ shop.name | append: person.email }}\">x</a>",
        "<a href=\"{% if person.vip %}https://a.example/{% else %}https://b.example/{% endif %}\">x</a>",
        "<img src=\"https://shop.example/{{ person.id }}.png\" />",
        "<img src=\"{{ person.picture }}\" />",
        "{% for p in person.pictures %}<img src=\"{{ p.url }}\" />{% endfor %}",
    ] {
        is_refused(&column(&format!("<mj-text>\n{content}</mj-text>")), 2, "nothing about a person");
    }
    is_refused(&column("\n<mj-button href=\"{{ person.url }}\">x</mj-button>"), 2, "nothing about a person");
    let background =
        "<mj-section background-url=\"{{ person.picture }}\"><mj-column></mj-column></mj-section>";
    is_refused(&template(background), 1, "nothing about a person");
    is_refused(
        &column("<mj-text><p style=\"color:{{ person.color }}\">x</p></mj-text>"),
        1,
        "cannot stand in `style`",
    );
    is_refused(&column("<mj-text><p style=\"background:url({{ shop.a }})\">x</p></mj-text>"), 1, "url(");
}

#[test]
fn links_are_numbered_in_order_and_hold_no_target() {
    let source = column(
        "<mj-text><a href=\"https://shop.example/a?b=1&amp;c=2\">a</a> <a href=\"mailto:help@shop.example\">mail</a> <a href=\"{{ why_url }}\">why</a></mj-text>\
         <mj-button href=\"{{ cart.url }}\">cart</mj-button>\
         <mj-table>{% for line in cart.items %}<tr><td><a href=\"{{ line.url }}\">{{ line.name }}</a></td></tr>{% endfor %}</mj-table>\
         <mj-image src=\"https://shop.example/i.png\" href=\"{{ shop.url }}\" alt=\"shop\" />",
    );
    let published = publish(&source);
    let targets: Vec<Target> = published.links.iter().map(|link| link.target.clone()).collect();
    let literal = Target::Literal("https://shop.example/a?b=1&c=2".to_owned());
    assert_eq!(targets, [literal, Target::Cart, Target::Item, Target::Shop]);
    assert!(published.links.iter().enumerate().all(|(n, link)| usize::from(link.number) == n));
    let data = json!({"cart": {"items": products()}, "why_url": "https://l.example/why"});
    let mail = render(&source, data);
    for wanted in ["0/0", "1/0", "2/11", "2/12", "2/13", "3/0"] {
        assert!(
            mail.html.contains(&format!("href=\"https://l.example/{wanted}\"")),
            "{wanted} {}",
            mail.html
        );
    }
    assert!(
        mail.html.contains("href=\"mailto:help@shop.example\"")
            && mail.html.contains("href=\"https://l.example/why\"")
    );
    assert!(!mail.html.contains("shop.example/1") && !mail.html.contains("b=1"));
    assert!(
        mail.text.contains("a: https://l.example/0/0 mail: help@shop.example why: https://l.example/why"),
        "{}",
        mail.text
    );
    assert!(
        mail.text.contains("Sock: https://l.example/2/12") && !mail.text.contains("3/0"),
        "{}",
        mail.text
    );
}

#[test]
fn other_outputs_cannot_be_addresses() {
    for href in [
        "{{ item.url }}",
        "{{ shop.site }}",
        "https://shop.example/{{ shop.name }}",
        "{{ cart.url | append: 'x' }}",
        "",
    ] {
        let refused = faults(&column(&format!("<mj-text><a href=\"{href}\">x</a></mj-text>")));
        assert_eq!(refused.len(), 1, "{href}: {refused:?}");
    }
    let looped = "<mj-text>{% for item in items %}<a href=\"{{ item.page }}\">x</a>{% endfor %}</mj-text>";
    is_refused(&column(looped), 1, "cannot be an `href`");
    is_refused(
        &column("<mj-text><p href=\"https://a.example/\">x</p></mj-text>"),
        1,
        "cannot have an `href`",
    );
    is_refused(
        &marketing(&format!(
            "<mjml><mj-head><mj-attributes><mj-button href=\"https://a.example/\" /></mj-attributes></mj-head><mj-body>{FOOT}</mj-body></mjml>"
        )),
        1,
        "href",
    );
}

#[test]
fn what_runs_loads_or_spies_is_refused_where_it_stands() {
    for (content, words) in [
        ("<script>x</script>", "no scripts"),
        ("<p onclick=\"x()\">x</p>", "no scripts"),
        ("<a href=\"javascript:x\">x</a>", "no address"),
        ("<a href=\"java&#10;script:x\">x</a>", "no address"),
        ("<a href=\"data:text/html,x\">x</a>", "no address"),
        ("<img src=\"data:image/png;base64,x\" />", "no address"),
        ("<form><input /></form>", "no forms"),
        ("<iframe src=\"https://a.example/\"></iframe>", "embeds no other page"),
        ("<link rel=\"stylesheet\" href=\"https://a.example/a.css\" />", "no stylesheets"),
        ("<style>@import 'x';</style>", "<mj-style>"),
        ("<img src=\"https://a.example/p.gif\" width=\"1\" height=\"1\" />", "nobody sees"),
        ("<img src=\"https://a.example/p.gif\" style=\"display:none\" />", "nobody sees"),
        ("<p style=\"background:url(javascript:x)\">x</p>", "no scripts"),
        ("<svg></svg>", "cannot be used"),
        ("<img src=\"https://a.example/a.png\" srcset=\"https://a.example/b.png\" />", "srcset"),
        ("<!--[if mso]><a href=\"https://a.example/\">x</a><![endif]-->", "Outlook"),
    ] {
        is_refused(&column(&format!("<mj-text>\n{content}</mj-text>")), 2, words);
    }
    let font = format!(
        "<mjml><mj-head>\n<mj-font name=\"a\" href=\"https://a.example/\" /></mj-head><mj-body>{FOOT}</mj-body></mjml>"
    );
    is_refused(&marketing(&font), 2, "no stylesheets or fonts");
    let style = format!(
        "<mjml><mj-head><mj-style>\n@import url(https://a.example/)</mj-style></mj-head><mj-body>{FOOT}</mj-body></mjml>"
    );
    is_refused(&marketing(&style), 1, "@import");
    is_refused(&column("\n<mj-image src=\"https://a.example/p.gif\" width=\"1px\" />"), 2, "nobody sees");
}

#[test]
fn no_address_of_a_third_party_is_put_in_by_the_layout() {
    let source = column("<mj-text font-family=\"Roboto, Ubuntu\">x</mj-text>");
    let html = render(&source, json!({})).html;
    assert!(!html.contains("googleapis") && !html.contains("@import"), "{html}");
    is_refused(
        &column(
            "<mj-social><mj-social-element name=\"facebook-noshare\" href=\"https://f.example/\">F</mj-social-element></mj-social>",
        ),
        1,
        "needs a `src`",
    );
    let shared = "<mj-social><mj-social-element name=\"facebook\" src=\"https://shop.example/f.png\" href=\"https://f.example/\">F</mj-social-element></mj-social>";
    is_refused(&column(shared), 0, "href");
    publish(&column(&shared.replace("\"facebook\"", "\"facebook-noshare\"")));
}

#[test]
fn every_output_is_escaped_unless_its_field_is_declared_html() {
    let mut source = column(
        "<mj-text>{{ shop.name }} {% for item in items %}{{ item.text }}{{ item.name }}{% endfor %}</mj-text>",
    );
    source.html_fields = vec!["items.text".to_owned()];
    let data = json!({"shop": {"name": "<script>\u{1}&'"}, "items": [{"id": 1, "text": "<b>bold &amp; brave</b>", "name": "<b>"}]});
    let mail = render(&source, data);
    assert!(mail.html.contains("&lt;script&gt;&amp;&#39; <b>bold &amp; brave</b>&lt;b&gt;"), "{}", mail.html);
    assert!(mail.text.contains("<script> &' bold & brave <b>"), "{}", mail.text);
}

#[test]
fn a_picture_with_an_address_that_is_none_has_no_address() {
    let source = column(
        "<mj-text>{% for item in items %}<img src=\"{{ item.image }}\" alt=\"{{ item.name }}\" />{% endfor %}</mj-text>",
    );
    let data = json!({"items": [{"image": "javascript:x", "name": "\" onerror=\"x"}, {"image": "https://a.example/b.png?x=1&y='"}]});
    let html = render(&source, data).html;
    assert!(html.contains("<img src=\"\" alt=\"&quot; onerror=&quot;x\">"), "{html}");
    assert!(html.contains("src=\"https://a.example/b.png?x=1&amp;y=%27\""), "{html}");
}

#[test]
fn a_subject_is_one_line_without_escaping() {
    let mut source = column("");
    source.subject =
        "{% if person.name %}{{ person.name }}, {% endif %}{{ shop.name | upcase }} & more".to_owned();
    let mail = render(
        &source,
        json!({"person": {"name": "A\r\nBcc: x@y.example"}, "shop": {"name": "<é\u{2028}>"}}),
    );
    assert_eq!(mail.subject, "A Bcc: x@y.example, <É > & more");
    for (subject, words) in [
        ("", "needs a subject"),
        ("{{ nobody }}", "not known"),
        ("{{ unsubscribe_url }}", "address"),
        ("{% if shop.a %}x", "never closed"),
        ("{{ shop.name", "never closed"),
        ("{% assign a = 1 %}", "cannot be used"),
    ] {
        source.subject = subject.to_owned();
        let faults = faults(&source);
        assert!(
            faults.iter().any(|f| f.field == "subject" && f.message.contains(words)),
            "{subject}: {faults:?}"
        );
    }
}

#[test]
fn every_fault_is_said_at_once_with_its_line() {
    let source = column("\n<mj-text>{{ nobody }}\n<script></script>\n<a href=\"ftp://x/\">x</a></mj-text>");
    let lines: Vec<u32> = faults(&source).iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [2, 3, 4]);
    is_refused(&column("\n<mj-text>\n<p>x</div></mj-text>"), 3, "</div> closes nothing");
    is_refused(&template("\n<mj-column></mj-column><mj-text>\n"), 2, "never closed");
}

#[test]
fn hostile_sources_are_refused_and_never_crash() {
    let deep = "<div>".repeat(30_000);
    let nested = "{% if shop.a %}".repeat(5_000);
    for mjml in [
        String::new(),
        "<mjml>".to_owned(),
        "<mjml></mjml>".to_owned(),
        "text".to_owned(),
        "{% for".to_owned(),
        "<mjml><mj-body><mj-body></mj-body></mj-body></mjml>".to_owned(),
        format!("<mjml><mj-body><mj-section><mj-column><mj-text>{deep}"),
        format!("<mjml><mj-body><mj-section><mj-column><mj-text>{nested}"),
        format!("<mjml><mj-body>{}", "é\u{0}<".repeat(100)),
        "x".repeat(300 * 1024),
        format!(
            "<mjml><mj-body><mj-section><mj-column><mj-text>qzlq0zq{SENDER}{UNSUBSCRIBE}</mj-text></mj-column></mj-section></mj-body></mjml>"
        ),
        format!(
            "<mjml><mj-body><mj-section><mj-column><mj-text>\u{e000}L0:\u{e001}{SENDER}{UNSUBSCRIBE}</mj-text></mj-column></mj-section></mj-body></mjml>"
        ),
    ] {
        assert!(!faults(&marketing(&mjml)).is_empty());
    }
}

#[test]
fn a_mail_that_grows_too_large_is_not_rendered() {
    let source = column(
        "<mj-text>{% for a in items %}{% for b in items %}{% for c in items %}{{ shop.name }}{% endfor %}{% endfor %}{% endfor %}</mj-text>",
    );
    let data = json!({"items": vec![json!({"id": 1}); 100], "shop": {"name": "x".repeat(100)}});
    assert_eq!(try_render(&source, data), Err(RenderError::TooLarge("html")));
}

#[test]
fn data_of_any_shape_renders_or_is_refused() {
    let source = column(
        "<mj-text>{{ shop.name.first }}{% for item in items %}{{ item.name }}{% if item.price > 3 %}x{% endif %}{% endfor %}</mj-text>",
    );
    for data in [
        json!({"items": null}),
        json!({"items": []}),
        json!({"items": [null, 1, "x", [], {}]}),
        json!({"items": {"a": 1}}),
        json!({"items": true}),
    ] {
        match try_render(&source, data.clone()) {
            Ok(_) | Err(RenderError::Unfit("html")) => {}
            other => panic!("{data}: {other:?}"),
        }
    }
}
