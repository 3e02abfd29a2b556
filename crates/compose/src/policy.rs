//! What may stand in a mail: elements, attributes, addresses, styles. Pure questions about names and literals; a refusal
//! comes with its reason.

use url::Url;

use crate::placeholder::Context;

const MJML: [&str; 25] = [
    "mjml",
    "mj-head",
    "mj-title",
    "mj-preview",
    "mj-attributes",
    "mj-all",
    "mj-class",
    "mj-style",
    "mj-breakpoint",
    "mj-body",
    "mj-wrapper",
    "mj-section",
    "mj-group",
    "mj-column",
    "mj-text",
    "mj-button",
    "mj-image",
    "mj-divider",
    "mj-spacer",
    "mj-table",
    "mj-raw",
    "mj-hero",
    "mj-social",
    "mj-social-element",
    "meta",
];
const HTML: [&str; 47] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// What the layout adds around them.
const FRAME: [&str; 6] = ["html", "head", "title", "meta", "style", "body"];
const ATTRIBUTES: [&str; 37] = [
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "charset",
    "class",
    "color",
    "colspan",
    "content",
    "dir",
    "face",
    "height",
    "href",
    "hspace",
    "http-equiv",
    "id",
    "lang",
    "media",
    "name",
    "rel",
    "role",
    "rowspan",
    "scope",
    "size",
    "src",
    "start",
    "style",
    "target",
    "title",
    "type",
    "valign",
    "value",
    "vspace",
    "width",
    "background",
];
const VOID: [&str; 6] = ["br", "col", "hr", "img", "meta", "wbr"];

/// Elements whose direct content is layout: text in them would be moved by the reader's mail program.
const LAYOUT: [&str; 19] = [
    "mjml",
    "mj-head",
    "mj-attributes",
    "mj-body",
    "mj-wrapper",
    "mj-section",
    "mj-group",
    "mj-column",
    "mj-raw",
    "mj-hero",
    "mj-social",
    "mj-table",
    "table",
    "tbody",
    "thead",
    "tfoot",
    "tr",
    "colgroup",
    "mj-spacer",
];

/// Whether the element has no content by definition.
pub(crate) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Whether text cannot stand directly in the element.
pub(crate) fn is_layout(name: &str) -> bool {
    LAYOUT.contains(&name)
}

/// Whether the finished mail may hold the element.
pub(crate) fn is_in_mail(name: &str) -> bool {
    HTML.contains(&name) || FRAME.contains(&name)
}

/// Why an author may not write the element.
pub(crate) fn element_refusal(name: &str) -> Option<String> {
    if MJML.contains(&name) || HTML.contains(&name) {
        return None;
    }
    Some(match name {
        "script" | "noscript" => "a mail runs no scripts: leave <script> out".to_owned(),
        "form" | "input" | "button" | "select" | "textarea" | "option" => {
            format!("<{name}>: a mail has no forms; link to a page with one")
        }
        "iframe" | "object" | "embed" | "frame" | "video" | "audio" => {
            format!("<{name}>: a mail embeds no other page")
        }
        "link" | "base" | "mj-font" => {
            format!("<{name}>: a mail loads no stylesheets or fonts from elsewhere")
        }
        "style" => "styles are written in <mj-style>".to_owned(),
        "mj-include" => "<mj-include>: a template stands on its own".to_owned(),
        _ => format!("<{name}> cannot be used in a mail"),
    })
}

/// Why an attribute may not be used, whatever its value.
pub(crate) fn attribute_refusal(element: &str, name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("on") {
        return Some(format!("`{name}`: a mail runs no scripts"));
    }
    let is_known = ATTRIBUTES.contains(&lower.as_str()) && lower != "background" && lower != "http-equiv";
    let is_known = is_known || lower.starts_with("aria-") || lower.starts_with("xmlns");
    let is_mjml =
        element.starts_with("mj") && !matches!(lower.as_str(), "srcset" | "usemap" | "sizes" | "action");
    if (is_known || is_mjml) && lower == name {
        return None;
    }
    Some(format!("the attribute `{name}` cannot be used in a mail"))
}

/// Why the finished mail may not hold an attribute; a second look at what the layout made.
pub(crate) fn is_attribute_in_mail(name: &str) -> bool {
    ATTRIBUTES.contains(&name)
        || name.starts_with("aria-")
        || name.starts_with("xmlns")
        || name == "vertical-align"
}

/// What an output in this attribute becomes; `None` where Liquid cannot stand.
pub(crate) fn attribute_context(element: &str, name: &str) -> Option<Context> {
    let is_mjml = element.starts_with("mj");
    match name {
        "alt" | "title" | "aria-label" => Some(Context::Html),
        "css-class"
        | "class"
        | "style"
        | "color"
        | "background-color"
        | "container-background-color"
        | "inner-background-color"
        | "border-color"
        | "bgcolor"
        | "align" => Some(Context::Style),
        "width" | "height" | "valign" | "lang" | "dir" if !is_mjml => Some(Context::Style),
        _ => None,
    }
}

/// A literal address in `href`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// A page: counted.
    Page(String),
    /// `mailto:`, `tel:` or a place in the mail: left as it is.
    Other,
}

/// Reads a literal `href`.
pub(crate) fn href(text: &str) -> Result<Address, String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let is_other = lower.starts_with("mailto:") || lower.starts_with("tel:") || text.starts_with('#');
    if is_other && !text.contains(char::is_control) {
        return Ok(Address::Other);
    }
    page(text).map(Address::Page)
}

/// Reads a literal address of a page or picture: http or https, without a user name.
pub(crate) fn page(text: &str) -> Result<String, String> {
    let text = text.trim().replace("&amp;", "&");
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    match url {
        Some(url) if !url.username().is_empty() || url.password().is_some() => {
            Err("an address cannot hold a user name or password".to_owned())
        }
        Some(url) if url.host_str().is_some() => Ok(url.into()),
        _ => Err(format!("`{}` is no address that begins with https:// or http://", shortened(&text))),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Why a literal style, of an attribute or a sheet, is refused.
pub(crate) fn style_refusal(css: &str) -> Option<String> {
    let lower = without_comments(css).to_ascii_lowercase();
    let compact: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    for (word, reason) in [
        ("@import", "a mail loads no stylesheets from elsewhere"),
        ("@font-face", "a mail loads no fonts from elsewhere"),
        ("expression(", "a mail runs no scripts"),
        ("javascript:", "a mail runs no scripts"),
        ("-moz-binding", "a mail runs no scripts"),
        ("behavior:", "a mail runs no scripts"),
        ("\\", "escapes cannot be used in styles"),
        ("&#", "character references cannot be used in styles"),
        ("</", "a style sheet holds no tags"),
    ] {
        if compact.contains(word) {
            return Some(format!("`{word}`: {reason}"));
        }
    }
    let targets = compact.split("url(").skip(1).map(|rest| rest.trim_start_matches(['"', '\'']));
    for target in targets {
        let is_page = target.starts_with("https://") || target.starts_with("http://");
        if !is_page && !target.starts_with("&quot;http") && !crate::placeholder::is_word(first_word(target)) {
            return Some("`url(…)` in a style must be an https:// or http:// address".to_owned());
        }
    }
    None
}

fn first_word(text: &str) -> &str {
    text.split(['\'', '"', ')']).next().unwrap_or("")
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

/// Whether a picture of these literal sizes is a pixel that nobody sees: it could only report that a mail is read.
pub(crate) fn is_pixel(width: Option<&str>, height: Option<&str>, style: Option<&str>) -> bool {
    let is_dot =
        |size: &str| size.trim().trim_end_matches("px").trim().parse::<f32>().is_ok_and(|size| size <= 2.0);
    let in_style = |name: &str| {
        let value = style?.split(';').find_map(|part| {
            let (key, value) = part.split_once(':')?;
            (key.trim().eq_ignore_ascii_case(name)).then_some(value)
        })?;
        Some(value.trim_end_matches("!important"))
    };
    let any_dot = |attribute: Option<&str>, name: &str| {
        attribute.is_some_and(is_dot) || in_style(name).is_some_and(is_dot)
    };
    any_dot(width, "width") || any_dot(height, "height") || style.is_some_and(is_hidden)
}

/// Whether a literal style hides its element.
pub(crate) fn is_hidden(style: &str) -> bool {
    let compact: String = style.to_ascii_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    compact.split(';').any(|part| {
        matches!(part.split_once(':'), Some(("display", v)) if v.starts_with("none"))
            || matches!(part.split_once(':'), Some(("visibility", v)) if v.starts_with("hidden"))
            || matches!(part.split_once(':'), Some(("mso-hide", _)))
            || matches!(part.split_once(':'), Some(("font-size" | "max-height" | "opacity", v)) if is_zero(v))
    })
}

/// Whether a length is nothing: `0`, `0px`, `0.0`.
pub(crate) fn is_zero(value: &str) -> bool {
    let digits: String = value.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.parse::<f32>().is_ok_and(|number| number < 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_are_addresses() {
        assert_eq!(page("HTTPS://Shop.example/a?b=1&amp;c=2").unwrap(), "https://shop.example/a?b=1&c=2");
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "java\nscript:x",
            "//x",
            "/x",
            "ftp://x",
            "",
            "https://a@x/",
            "&#106;avascript:x",
            "vbscript:x",
            "https://",
        ] {
            assert!(page(text).is_err() && href(text).is_err(), "{text}");
        }
        assert_eq!(href("mailto:help@shop.example"), Ok(Address::Other));
        assert_eq!(href("#top"), Ok(Address::Other));
    }

    #[test]
    fn styles_neither_load_nor_run() {
        for css in [
            "@import 'x'",
            "a{b:url(data:x)}",
            "a{width:expres/**/sion(1)}",
            "a{b:url( 'javascript:x')}",
            "@font-face{}",
            "a{b:\\75rl(x)}",
            "x:&#106;",
            "a{background:url(//x)}",
        ] {
            assert!(style_refusal(css).is_some(), "{css}");
        }
        assert_eq!(
            style_refusal("@media (max-width:1px){a{background:url('https://x/y.png')}} /* \\ */"),
            None
        );
    }

    #[test]
    fn a_pixel_is_seen_through() {
        assert!(is_pixel(Some("1"), Some("1"), None));
        assert!(is_pixel(None, None, Some("Width: 1px; height:1px")));
        assert!(is_pixel(None, None, Some("display:none")));
        assert!(!is_pixel(Some("120px"), None, Some("width:100%;height:auto")));
    }
}
