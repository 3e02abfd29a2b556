//! MJML to HTML to inlined styles, once per template version. It runs on placeholders and never sees Liquid.

use std::collections::HashMap;

use css_inline::CSSInliner;
use mrml::prelude::parser::Error as ParseError;
use mrml::prelude::render::RenderOptions;

use crate::markup::{self, Token};
use crate::placeholder;

/// The layout could not be made: where in the given MJML, if known, and why.
#[derive(Debug)]
pub(crate) struct NoLayout {
    pub(crate) at: Option<usize>,
    pub(crate) message: String,
}

impl NoLayout {
    fn new(message: impl Into<String>) -> Self {
        NoLayout { at: None, message: message.into() }
    }
}

/// Lays out MJML as HTML.
pub(crate) fn lay_out(mjml: &str) -> Result<String, NoLayout> {
    let parsed = mrml::parse(mjml).map_err(|error| unreadable(&error))?;
    let options =
        RenderOptions { disable_comments: false, social_icon_origin: Some("".into()), fonts: HashMap::new() };
    let html = parsed.element.render(&options);
    html.map(|html| freed(&html)).map_err(|_| NoLayout::new("the layout cannot be made from this MJML"))
}

/// Between the sections of a wrapper the layout engine writes comments into its comments for Outlook, where the first end
/// would end both. Such a placeholder gets a gap of its own: Outlook's comment ends before it and begins again after it.
fn freed(html: &str) -> String {
    const END: &str = "<![endif]-->";
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<!--[if ") {
        let (condition, after) = after.split_once(']').unwrap_or((after, ""));
        out.push_str(&format!("{before}<!--[if {condition}]"));
        if after.starts_with("><!-->") {
            rest = after; // What follows is shown by everybody but Outlook: no comment.
            continue;
        }
        let (inside, after) = after.split_once(END).unwrap_or((after, ""));
        let mut pieces = inside.split("<!--");
        out.push_str(pieces.next().unwrap_or(""));
        for piece in pieces {
            let (comment, tail) = piece.split_once("-->").unwrap_or((piece, ""));
            out.push_str(&format!("{END}<!--{comment}--><!--[if {condition}]>{tail}"));
        }
        out.push_str(END);
        rest = after;
    }
    out + rest
}

fn unreadable(error: &ParseError) -> NoLayout {
    let (at, message) = match error {
        ParseError::UnexpectedElement { position, .. } => {
            (Some(position.start), "this element cannot stand here")
        }
        ParseError::UnexpectedToken { position, .. } => (Some(position.start), "this cannot stand here"),
        ParseError::MissingAttribute { position, name, .. } => {
            return NoLayout {
                at: Some(position.start),
                message: format!("the attribute `{name}` is missing"),
            };
        }
        ParseError::InvalidAttribute { position, .. } => {
            (Some(position.start), "an attribute here is not valid")
        }
        ParseError::InvalidFormat { position, .. } => (Some(position.start), "this cannot be read"),
        ParseError::NoRootNode => (None, "a template is one <mjml> element"),
        _ => (None, "this MJML cannot be read"),
    };
    NoLayout { at, message: message.to_owned() }
}

/// Writes the styles `css` into the elements they choose.
///
/// The inliner reads HTML as a browser does, which moves what stands where it may not. Elements and placeholders must
/// come out in the order in which they went in; otherwise the template is refused.
pub(crate) fn inline(html: &str, css: &str) -> Result<String, NoLayout> {
    let inliner = CSSInliner::options()
        .inline_style_tags(false)
        .keep_style_tags(true)
        .load_remote_stylesheets(false)
        .extra_css(Some(css.into()))
        .build();
    let inlined =
        inliner.inline(html).map_err(|_| NoLayout::new("the styles marked inline cannot be read"))?;
    let (before, after) = (skeleton(html)?, skeleton(&inlined)?);
    match before.iter().zip(&after).find(|(before, after)| before != after) {
        Some((name, _)) => Err(NoLayout::new(moved(name))),
        None if before.len() != after.len() => Err(NoLayout::new(moved("the end"))),
        None => Ok(inlined),
    }
}

fn moved(name: &str) -> String {
    format!("a mail program would move what stands at {name}: check which element may stand in which")
}

/// The order of tags and placeholders in the body.
fn skeleton(html: &str) -> Result<Vec<String>, NoLayout> {
    let body = html.find("<body").and_then(|at| html.get(at..)).unwrap_or(html);
    let tokens =
        markup::read(body).map_err(|_| NoLayout::new("the layout of this template cannot be read again"))?;
    let names = tokens.iter().filter_map(|token| match token {
        Token::Open { name, .. } => Some(format!("<{name}>")),
        Token::Close { name, .. } => Some(format!("</{name}>")),
        Token::Comment { text, .. } if placeholder::has_word(text) => Some((*text).to_owned()),
        _ => None,
    });
    Ok(names.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_inlined_around_placeholders() {
        let html = "<!doctype html><html><head></head><body><table><tbody><!--qzlq0zq--><tr><td class=\"a qzlq1zq\" \
                    style=\"color:qzlq2zq\">x</td></tr><!--qzlq3zq--></tbody></table></body></html>";
        let inlined = inline(html, ".a{font-weight:bold}").unwrap();
        assert!(inlined.contains("font-weight: bold") && inlined.contains("color: qzlq2zq"), "{inlined}");
        assert!(
            inlined.contains("<tbody><!--qzlq0zq--><tr>") && inlined.contains("</tr><!--qzlq3zq--></tbody>")
        );
    }

    #[test]
    fn what_a_browser_would_move_is_refused() {
        for body in [
            "<table><!--qzlq0zq--><tr><td>x</td></tr><!--qzlq1zq--></table>",
            "<table><tbody><div>x</div></tbody></table>",
            "<p><div>x</div></p>",
        ] {
            let html = format!("<!doctype html><html><head></head><body>{body}</body></html>");
            assert!(inline(&html, "").is_err(), "{body}");
        }
    }
}
