//! Liquid passes through layout, inlining and sanitising and stands afterwards where its author put it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod common;

use common::{column, is_refused, products, publish, render, template};
use placet_compose::{Published, Target};
use serde_json::json;

#[test]
fn a_loop_of_three_rows_stays_in_its_table() {
    for open in ["<mj-table>", "<mj-text><table>"] {
        let close = if open == "<mj-table>" { "</mj-table>" } else { "</table></mj-text>" };
        let rows = "{% for item in items %}<tr><td>{{ item.name }}</td></tr>{% endfor %}";
        let mail = render(&column(&format!("{open}{rows}{close}")), json!({"items": products()}));
        let outline = outline_of(&mail.html);
        let wanted = "<table><tbody><tr><td>Shoe</td></tr><tr><td>Sock</td></tr><tr><td>Flask</td></tr></tbody></table>";
        assert!(outline.contains(wanted), "{outline}");
        assert!(
            mail.text.contains("Shoe\n\nSock\n\nFlask") || mail.text.contains("Shoe\nSock\nFlask"),
            "{}",
            mail.text
        );
    }
}

#[test]
fn a_loop_of_rows_stays_behind_the_heading_of_its_table() {
    let table = "<mj-table><thead><tr><th>H</th></tr></thead>{% for item in items %}<tr><td>{{ item.name }}</td></tr>{% endfor %}</mj-table>";
    let outline = outline_of(&render(&column(table), json!({"items": products()})).html);
    assert!(outline.contains("</thead><tbody><tr><td>Shoe</td></tr><tr>"), "{outline}");
}

#[test]
fn rows_in_a_raw_block_of_a_column_stay_rows() {
    let source =
        column("<mj-raw>{% for item in items %}<tr><td>{{ item.name }}</td></tr>{% endfor %}</mj-raw>");
    let outline = outline_of(&render(&source, json!({"items": products()})).html);
    assert!(
        outline
            .contains("<tbody><tr><td>Shoe</td></tr><tr><td>Sock</td></tr><tr><td>Flask</td></tr></tbody>"),
        "{outline}"
    );
}

#[test]
fn a_loop_over_columns_makes_three_columns() {
    let body = "<mj-section>{% for item in items %}<mj-column width=\"33.33%\"><mj-text>{{ item.name }}</mj-text></mj-column>{% endfor %}</mj-section>";
    let mail = render(&template(body), json!({"items": products()}));
    assert_eq!(mail.html.matches("mj-column-per-33-33\"").count(), 3, "{}", mail.html);
    assert!(mail.html.contains("width:33.33") && mail.html.contains("mj-column-per-33-33 { width:33.33"));
    assert_balanced(&mail.html);
}

#[test]
fn a_loop_over_the_columns_of_a_group_is_balanced_for_outlook_too() {
    let body = "<mj-section><mj-group>{% for item in items %}<mj-column width=\"33.33%\"><mj-text>{{ item.name }}</mj-text></mj-column>{% endfor %}</mj-group></mj-section>";
    let mail = render(&template(body), json!({"items": products()}));
    assert_eq!(mail.html.matches("mj-column-per-33-33\"").count(), 3);
    assert_balanced(&mail.html);
}

#[test]
fn a_column_that_may_repeat_must_say_its_width() {
    let body = "<mj-section>\n{% for item in items %}<mj-column><mj-text>x</mj-text></mj-column>{% endfor %}</mj-section>";
    is_refused(&template(body), 2, "needs a width");
    let body =
        "<mj-section>\n{% if shop.name %}<mj-column><mj-text>x</mj-text></mj-column>{% endif %}</mj-section>";
    is_refused(&template(body), 2, "needs a width");
}

#[test]
fn a_loop_over_sections_repeats_them_whole() {
    for wrapper in [("", ""), ("<mj-wrapper>", "</mj-wrapper>")] {
        let (open, close) = wrapper;
        let body = format!(
            "{open}{{% for item in items %}}<mj-section><mj-column><mj-text>{{{{ item.name }}}}</mj-text></mj-column></mj-section>{{% endfor %}}{close}"
        );
        let mail = render(&template(&body), json!({"items": products()}));
        assert_balanced(&mail.html);
        assert!(mail.html.contains("Flask"));
    }
}

#[test]
fn a_condition_in_an_attribute_chooses_its_value() {
    let source = column(
        "<mj-text css-class=\"{% if shop.sale %}sale{% else %}calm{% endif %}\">x</mj-text>\
         <mj-table><tr><td class='a {% if shop.sale %}b{% endif %}' style=\"color:{{ shop.color }};margin:0\">y</td></tr></mj-table>",
    );
    let mail = render(&source, json!({"shop": {"sale": true, "color": "#fff"}}));
    assert!(mail.html.contains("class=\"sale\"") && mail.html.contains("class=\"a b\""), "{}", mail.html);
    assert!(mail.html.contains("style=\"color:#fff;margin:0\""), "{}", mail.html);
    let mail = render(&source, json!({"shop": {"color": "red;background:url(https://x.example/)"}}));
    assert!(mail.html.contains("class=\"calm\"") && !mail.html.contains("url("), "{}", mail.html);
}

#[test]
fn loops_and_conditions_nest() {
    let source = column(
        "<mj-table>{% for item in items %}{% if item.sizes %}<tr>{% for size in item.sizes %}<td>{{ size }}</td>{% endfor %}</tr>\
         {% elsif item.sale %}<tr><td>sale {{ forloop.index }}</td></tr>{% else %}<tr><td>{{ item.none }}{{ shop.none.at.all }}-</td></tr>{% endif %}{% endfor %}</mj-table>",
    );
    let outline = outline_of(&render(&source, json!({"items": products()})).html);
    let wanted = "<tr><td>sale 1</td></tr><tr><td>S</td><td>M</td></tr><tr><td>-</td></tr>";
    assert!(outline.contains(wanted), "{outline}");
}

#[test]
fn comments_for_outlook_stay_and_other_comments_go() {
    let body = "<mj-section><mj-column><mj-raw><tr><td><!--[if mso]><table width=\"300\"><tr><td><![endif]--><p>x</p><!--[if mso]></td></tr></table><![endif]--></td></tr></mj-raw><!-- a note with {{ nothing }} --></mj-column></mj-section>";
    let html = render(&template(body), json!({})).html;
    assert!(html.contains("<!--[if mso]><table width=\"300\"><tr><td><![endif]--><p>x</p><!--[if mso]></td></tr></table><![endif]-->"), "{html}");
    assert!(html.contains("<!--[if mso | IE]>") && !html.contains("a note"));
    assert_balanced(&html);
}

#[test]
fn windows_line_ends_are_line_ends() {
    let windows = column(
        "<mj-table>\r\n{% for item in items %}\r\n<tr>\r\n<td>\r\n{{ item.name }}</td></tr>\r\n{% endfor %}\r\n</mj-table>",
    );
    let unix = column(
        "<mj-table>\n{% for item in items %}\n<tr>\n<td>\n{{ item.name }}</td></tr>\n{% endfor %}\n</mj-table>",
    );
    let published = publish(&windows);
    assert_eq!(published, publish(&unix));
    assert!(!render(&windows, json!({"items": products()})).html.contains('\r'));
    is_refused(&column("\r\n\r\n<mj-text>{{ nobody }}</mj-text>"), 3, "`nobody` is not known");
}

#[test]
fn what_a_mail_program_would_move_is_refused() {
    is_refused(
        &column("\n<mj-table>text<tr><td>x</td></tr></mj-table>"),
        2,
        "text cannot stand in <mj-table>",
    );
    is_refused(&column("\n<mj-table>{{ shop.name }}</mj-table>"), 2, "text cannot stand in <mj-table>");
    is_refused(&column("\nloose"), 2, "text cannot stand in <mj-column>");
    is_refused(&column("<mj-text><table><tbody><div>x</div></tbody></table></mj-text>"), 0, "would move");
    is_refused(
        &column("<mj-table>{% if shop.a %}<thead><tr><td>h</td></tr></thead>{% endif %}</mj-table>"),
        1,
        "<tbody>",
    );
}

#[test]
fn a_block_that_crosses_elements_is_refused() {
    is_refused(&column("<mj-text>{% if shop.a %}<p>x\n{% endif %}</p></mj-text>"), 2, "same element");
    is_refused(&column("<mj-text><p>{% if shop.a %}</p>\n{% endif %}</mj-text>"), 2, "same element");
    is_refused(&column("<mj-text css-class=\"{% if shop.a %}\">x</mj-text>"), 1, "not closed in it");
    is_refused(&column("<mj-text>\n{% for item in items %}x</mj-text>"), 2, "never closed");
    is_refused(
        &column("<mj-text \n{% if shop.a %}css-class='x'{% endif %}>x</mj-text>"),
        2,
        "inside the quotes",
    );
}

#[test]
fn liquid_that_the_layout_would_freeze_is_refused() {
    is_refused(&column("<mj-text font-size=\"{{ shop.size }}\">x</mj-text>"), 1, "made once");
    is_refused(
        &common::marketing(
            "<mjml><mj-head><mj-style>.a{color:{{ shop.color }}}</mj-style></mj-head><mj-body></mj-body></mjml>",
        ),
        1,
        "mj-style",
    );
    is_refused(
        &common::marketing(
            "<mjml><mj-head>\n{% if shop.a %}<mj-title>x</mj-title>{% endif %}</mj-head><mj-body></mj-body></mjml>",
        ),
        0,
        "",
    );
}

#[test]
fn inline_styles_are_written_into_elements() {
    let foot = common::FOOT;
    let source = common::marketing(&format!(
        "<mjml><mj-head><mj-style inline=\"inline\">.row td {{ padding: 4px }}</mj-style><mj-style>@media print {{ .row {{ color: red }} }}</mj-style>\
         </mj-head><mj-body><mj-section><mj-column><mj-table>{{% for item in items %}}<tr class=\"row\"><td>{{{{ item.name }}}}</td></tr>{{% endfor %}}</mj-table>\
         </mj-column></mj-section>{foot}</mj-body></mjml>"
    ));
    let html = render(&source, json!({"items": products()})).html;
    assert_eq!(html.matches("<td style=\"padding: 4px;\">").count(), 3, "{html}");
    assert!(html.contains("@media print") && !html.contains(".row td"));
}

#[test]
fn quotes_and_special_characters_survive_in_attributes() {
    let source = column(
        "<mj-image src='https://shop.example/a.png' alt='say \"hi\" \u{a0}\\ é &amp; {{ shop.name }}' /><mj-text font-family='\"Segoe UI\", serif'>x</mj-text>",
    );
    let html = render(&source, json!({"shop": {"name": "\"A\" & <B>"}})).html;
    assert!(!html.contains("\\\"") && !html.contains("\\u{"), "{html}");
    assert!(html.contains("say &quot;hi&quot;") && html.contains("&quot;A&quot; &amp; &lt;B&gt;"), "{html}");
}

#[test]
fn a_published_template_is_json_and_comes_back_the_same() {
    let published = publish(&column("<mj-text><a href=\"https://shop.example/\">x</a></mj-text>"));
    let stored = serde_json::to_string(&published).unwrap();
    let read: Published = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, published);
    assert_eq!(read.links[0].target, Target::Literal("https://shop.example/".to_owned()));
    let newer: Published = serde_json::from_str(&stored.replace("\"format\":1", "\"format\":2")).unwrap();
    assert!(newer.parse().is_err());
}

/// Tables, rows, cells and divs close in order, as a mail program sees them and as Outlook does.
fn assert_balanced(html: &str) {
    let body = &html[html.find("<body").unwrap()..html.find("</html>").unwrap()];
    let others = body.replace("<!--[if !mso]><!-->", "").replace("<!--<![endif]-->", "");
    let outlook =
        others.replace("<!--[if mso | IE]>", "").replace("<!--[if mso]>", "").replace("<![endif]-->", "");
    let mut elsewhere = String::new();
    let mut rest = others.as_str();
    while let Some((before, after)) = rest.split_once("<!--") {
        elsewhere.push_str(before);
        rest = after.split_once("-->").unwrap().1;
    }
    elsewhere.push_str(rest);
    for seen in [outlook, elsewhere] {
        let mut open = Vec::new();
        for piece in seen.split('<').skip(1) {
            let name = piece.split([' ', '>', '/']).find(|name| !name.is_empty()).unwrap_or("").to_owned();
            match (piece.starts_with('/'), name.as_str()) {
                (_, "br" | "img" | "hr" | "v:fill") => {}
                (true, _) => assert_eq!(open.pop(), Some(name), "{seen}"),
                (false, _) => open.push(name),
            }
        }
        assert!(open.is_empty(), "{open:?} {seen}");
    }
}

/// The HTML without attributes and without blanks between tags.
fn outline_of(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        out.push_str(&format!("<{}>{}", tag.split_whitespace().next().unwrap_or(""), text.trim()));
    }
    out
}
