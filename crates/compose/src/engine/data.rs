//! Data as the engine sees it: JSON, borrowed, in which a missing name is nil.

use std::borrow::Cow;
use std::fmt;

use liquid::model::{ArrayView, DisplayCow, KStringCow, ObjectView, ScalarCow, State, Value, ValueView};

use super::Names;
use crate::placeholder::{CLOSE, OPEN};

/// What a template is filled with: a JSON object, seen softly: a missing name is nil all the way down.
#[derive(Debug)]
pub(crate) struct Data<'a>(Node<'a>);

impl<'a> Data<'a> {
    /// Views a JSON value for programs that ask for `names`; anything but an object is taken as an empty one.
    pub(crate) fn new(json: &'a serde_json::Value, names: &'a Names) -> Self {
        Data(Node::new(json, names))
    }

    /// The text at `path`, where there is one that is not blank.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        let node = path.split('.').try_fold(&self.0, |node, name| node.child(name))?;
        match node {
            Node::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }
}

#[derive(Debug)]
enum Node<'a> {
    Nil,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Map(Vec<(&'a str, Node<'a>)>, &'a Names),
}

static NIL: Node<'static> = Node::Nil;

impl<'a> Node<'a> {
    fn new(json: &'a serde_json::Value, names: &'a Names) -> Self {
        match json {
            serde_json::Value::Null => Node::Nil,
            serde_json::Value::Bool(value) => Node::Bool(*value),
            serde_json::Value::Number(value) => match value.as_i64() {
                Some(value) => Node::Int(value),
                None => Node::Float(value.as_f64().unwrap_or_default()),
            },
            serde_json::Value::String(value) => Node::Text(without_marks(value)),
            serde_json::Value::Array(values) => {
                Node::List(values.iter().map(|value| Node::new(value, names)).collect())
            }
            serde_json::Value::Object(values) => {
                let entries = values.iter().map(|(name, value)| (name.as_str(), Node::new(value, names)));
                Node::Map(entries.collect(), names)
            }
        }
    }

    fn child(&self, name: &str) -> Option<&Node<'a>> {
        match self {
            Node::Map(values, _) => values.iter().find(|(key, _)| *key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    fn is_blank(&self) -> bool {
        match self {
            Node::Nil => true,
            Node::Bool(value) => !value,
            Node::Int(_) | Node::Float(_) => false,
            Node::Text(text) => text.trim().is_empty(),
            Node::List(values) => values.is_empty(),
            Node::Map(values, _) => values.is_empty(),
        }
    }
}

/// A value cannot hold the marks that tell values from template.
fn without_marks(text: &str) -> Cow<'_, str> {
    if text.contains([OPEN, CLOSE]) {
        Cow::Owned(text.replace([OPEN, CLOSE], ""))
    } else {
        Cow::Borrowed(text)
    }
}

impl fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Bool(value) => value.fmt(f),
            Node::Int(value) => value.fmt(f),
            Node::Float(value) => value.fmt(f),
            Node::Text(text) => f.write_str(text),
            Node::Nil | Node::List(_) | Node::Map(..) => Ok(()),
        }
    }
}

impl ValueView for Node<'_> {
    fn as_debug(&self) -> &dyn fmt::Debug {
        self
    }

    fn render(&self) -> DisplayCow<'_> {
        DisplayCow::Borrowed(self)
    }

    fn source(&self) -> DisplayCow<'_> {
        DisplayCow::Borrowed(self)
    }

    fn type_name(&self) -> &'static str {
        "value"
    }

    fn query_state(&self, state: State) -> bool {
        match state {
            State::Truthy => !matches!(self, Node::Nil | Node::Bool(false)),
            State::DefaultValue | State::Blank => self.is_blank(),
            State::Empty => match self {
                Node::Text(text) => text.is_empty(),
                Node::List(_) | Node::Map(..) => self.is_blank(),
                _ => false,
            },
        }
    }

    fn to_kstr(&self) -> KStringCow<'_> {
        match self {
            Node::Text(text) => KStringCow::from_ref(text),
            _ => KStringCow::from_string(self.to_string()),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Node::Nil => Value::Nil,
            Node::Bool(value) => Value::scalar(*value),
            Node::Int(value) => Value::scalar(*value),
            Node::Float(value) => Value::scalar(*value),
            Node::Text(text) => Value::scalar(text.clone().into_owned()),
            Node::List(values) => Value::Array(values.iter().map(ValueView::to_value).collect()),
            Node::Map(values, names) => {
                let missing = names.iter().filter(|name| self.child(name).is_none());
                let missing = missing.map(|name| (name.clone().into(), Value::Nil));
                let present = values.iter().map(|(key, value)| ((*key).to_owned().into(), value.to_value()));
                Value::Object(present.chain(missing).collect())
            }
        }
    }

    fn as_scalar(&self) -> Option<ScalarCow<'_>> {
        match self {
            Node::Bool(value) => Some(ScalarCow::new(*value)),
            Node::Int(value) => Some(ScalarCow::new(*value)),
            Node::Float(value) => Some(ScalarCow::new(*value)),
            Node::Text(text) => Some(ScalarCow::new(text.as_ref())),
            Node::Nil | Node::List(_) | Node::Map(..) => None,
        }
    }

    fn as_array(&self) -> Option<&dyn ArrayView> {
        matches!(self, Node::List(_)).then_some(self)
    }

    /// Nil answers as an object without entries, so that `a.b.c` is nil where `a` is.
    fn as_object(&self) -> Option<&dyn ObjectView> {
        matches!(self, Node::Map(..) | Node::Nil).then_some(self)
    }

    fn is_nil(&self) -> bool {
        matches!(self, Node::Nil)
    }
}

impl ArrayView for Node<'_> {
    fn as_value(&self) -> &dyn ValueView {
        self
    }

    fn size(&self) -> i64 {
        match self {
            Node::List(values) => i64::try_from(values.len()).unwrap_or(i64::MAX),
            _ => 0,
        }
    }

    fn values<'k>(&'k self) -> Box<dyn Iterator<Item = &'k dyn ValueView> + 'k> {
        match self {
            Node::List(values) => Box::new(values.iter().map(|value| value as &dyn ValueView)),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn contains_key(&self, index: i64) -> bool {
        let size = ArrayView::size(self);
        (-size..size).contains(&index)
    }

    fn get(&self, index: i64) -> Option<&dyn ValueView> {
        let Node::List(values) = self else { return Some(&NIL) };
        let index = if index < 0 { index.checked_add(ArrayView::size(self))? } else { index };
        let value = usize::try_from(index).ok().and_then(|index| values.as_slice().get(index));
        Some(value.unwrap_or(&NIL))
    }
}

impl ObjectView for Node<'_> {
    fn as_value(&self) -> &dyn ValueView {
        self
    }

    fn size(&self) -> i64 {
        match self {
            Node::Map(values, _) => i64::try_from(values.len()).unwrap_or(i64::MAX),
            _ => 0,
        }
    }

    fn keys<'k>(&'k self) -> Box<dyn Iterator<Item = KStringCow<'k>> + 'k> {
        Box::new(ObjectView::iter(self).map(|(key, _)| key))
    }

    fn values<'k>(&'k self) -> Box<dyn Iterator<Item = &'k dyn ValueView> + 'k> {
        Box::new(ObjectView::iter(self).map(|(_, value)| value))
    }

    fn iter<'k>(&'k self) -> Box<dyn Iterator<Item = (KStringCow<'k>, &'k dyn ValueView)> + 'k> {
        match self {
            Node::Map(values, _) => Box::new(
                values.iter().map(|(key, value)| (KStringCow::from_ref(key), value as &dyn ValueView)),
            ),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn contains_key(&self, index: &str) -> bool {
        self.child(index).is_some()
    }

    fn get<'s>(&'s self, index: &str) -> Option<&'s dyn ValueView> {
        match self.child(index) {
            Some(value) => Some(value),
            None if index == "size" => None,
            None => Some(&NIL),
        }
    }
}

/// The root knows every name, so that the crate never meets an unknown one.
impl ValueView for Data<'_> {
    fn as_debug(&self) -> &dyn fmt::Debug {
        self
    }
    fn render(&self) -> DisplayCow<'_> {
        self.0.render()
    }
    fn source(&self) -> DisplayCow<'_> {
        self.0.source()
    }
    fn type_name(&self) -> &'static str {
        "value"
    }
    fn query_state(&self, state: State) -> bool {
        self.0.query_state(state)
    }
    fn to_kstr(&self) -> KStringCow<'_> {
        self.0.to_kstr()
    }
    fn to_value(&self) -> Value {
        self.0.to_value()
    }
    fn as_object(&self) -> Option<&dyn ObjectView> {
        Some(self)
    }
}

impl ObjectView for Data<'_> {
    fn as_value(&self) -> &dyn ValueView {
        self
    }
    fn size(&self) -> i64 {
        ObjectView::size(&self.0)
    }
    fn keys<'k>(&'k self) -> Box<dyn Iterator<Item = KStringCow<'k>> + 'k> {
        ObjectView::keys(&self.0)
    }
    fn values<'k>(&'k self) -> Box<dyn Iterator<Item = &'k dyn ValueView> + 'k> {
        ObjectView::values(&self.0)
    }
    fn iter<'k>(&'k self) -> Box<dyn Iterator<Item = (KStringCow<'k>, &'k dyn ValueView)> + 'k> {
        ObjectView::iter(&self.0)
    }
    fn contains_key(&self, index: &str) -> bool {
        index != "forloop"
    }
    fn get<'s>(&'s self, index: &str) -> Option<&'s dyn ValueView> {
        Some(self.0.child(index).map_or(&NIL as &dyn ValueView, |value| value))
    }
}
