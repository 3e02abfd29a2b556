//! The second look: the finished HTML, before the Liquid is put back, through a real HTML parser.
//!
//! The author's own markup was judged where it stands, with its line ([`crate::draft`]). What is found here came in by a
//! way the first look does not know; it is refused all the same.

use std::cell::RefCell;

use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str};

use crate::{placeholder, policy};

/// Everything in the finished HTML that may not be in a mail.
pub(crate) fn refusals(html: &str) -> Vec<String> {
    let found = RefCell::new(Vec::new());
    let settings = RewriteStrSettings::new().append_element_content_handler(element!("*", |element| {
        found.borrow_mut().extend(refusals_of(element));
        Ok(())
    }));
    let read = rewrite_str(html, settings);
    let mut found = found.into_inner();
    if read.is_err() {
        found.push("the finished mail is no HTML that every mail program reads alike".to_owned());
    }
    found
}

fn refusals_of(element: &Element<'_, '_>) -> Vec<String> {
    let name = element.tag_name();
    let mut found = Vec::new();
    if !policy::is_in_mail(&name) {
        found.push(format!("the layout makes <{name}>, which cannot be used in a mail"));
    }
    for attribute in element.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        let refused = match key.as_str() {
            "href" => name != "a" || !is_link(&value),
            "src" => name != "img" || !(placeholder::is_word(&value) || policy::page(&value).is_ok()),
            "background" => !(placeholder::is_word(&value) || policy::page(&value).is_ok()),
            "style" => policy::style_refusal(&value).is_some(),
            "http-equiv" => {
                !matches!(value.to_ascii_lowercase().as_str(), "x-ua-compatible" | "content-type")
            }
            key => !policy::is_attribute_in_mail(key),
        };
        if refused {
            found.push(format!("the layout makes <{name} {key}=\"…\">, which cannot be used in a mail"));
        }
    }
    found
}

/// Every address of a page is a placeholder by now: a mail holds signed links only.
fn is_link(value: &str) -> bool {
    placeholder::is_word(value) || policy::href(value) == Ok(policy::Address::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_or_loads_is_found() {
        for html in [
            "<script>x</script>",
            "<p onclick=x>",
            "<a href=' javascript:x'>",
            "<a href='https://x.example/'>",
            "<img src='data:x'>",
            "<iframe>",
            "<link rel=stylesheet href=x>",
            "<p style='background:url(data:x)'>",
            "<meta http-equiv=refresh content=0>",
            "<svg><a href='qzlq1zq'>",
            "<form>",
            "<img srcset='https://x.example/'>",
        ] {
            assert!(!refusals(html).is_empty(), "{html}");
        }
        let fine =
            "<body><a href=\"qzlq1zq\">x</a><a href=mailto:a@b.example><img src=qzlq2zq alt=x></a></body>";
        assert_eq!(refusals(fine), Vec::<String>::new());
    }
}
