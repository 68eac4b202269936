//! The lines of a block.

use crate::prisma::psl::ast::{
    Arguments, Arity, Attribute, Field, FieldType, Item, Kind, Line, Member, Name, Span, Value,
};
use crate::prisma::psl::scan::{Scan, Stop};

use super::expression::{arguments, expression};
use super::{text, Parser};

/// Why a line that is understood is nevertheless no member; None for a field without a type.
type Refused = Option<&'static str>;

/// An item, where it ends, and the comment behind it.
type Read = (Result<Item, Refused>, usize, Option<String>);

impl Parser<'_, '_> {
    /// One line. None, and a fault, if it cannot be read.
    pub(super) fn member(&mut self, kind: Kind, block: &str, lead: Vec<Line>) -> Option<Member> {
        let start = self.cursor.at;
        match self.line(kind) {
            Ok((Ok(mut item), end, comment)) => {
                // Prisma counts the end of the line to a field.
                let whole = self.cursor.span(start);
                match &mut item {
                    Item::Field(field) => field.span = whole,
                    Item::Value(value) => value.span = whole,
                    Item::Property(..) | Item::Attribute(_) => {}
                }
                let span = Span { end, ..whole };
                return Some(Member {
                    lead,
                    item,
                    comment,
                    span,
                });
            }
            Ok((Err(refused), ..)) => self.legacy(kind, block, start, refused),
            Err(stop) => self.refuse(kind, start, stop),
        }
        None
    }

    fn line(&mut self, kind: Kind) -> Scan<Read> {
        let item = self.item(kind)?;
        let end = self.cursor.at;
        self.cursor.skip_space();
        let comment = self.cursor.comment().map(str::to_string);
        self.cursor.skip_space();
        if !self.cursor.take_newline() {
            return self.cursor.stop("the end of the line");
        }
        Ok((item, end, comment))
    }

    /// Reports a field as it was written once, or without a type.
    fn legacy(&mut self, kind: Kind, block: &str, start: usize, refused: Refused) {
        let span = self.cursor.span(start);
        if let Some(message) = refused {
            return self.faults.push(span, message);
        }
        let what = if kind == Kind::View { "view" } else { "model" };
        let message = "This field declaration is invalid. It is either missing a name or a type.";
        self.faults.block(span, what, block, message);
    }

    /// Reports a line that cannot be read, and goes on behind it.
    fn refuse(&mut self, kind: Kind, start: usize, stop: Stop) {
        self.cursor.at = start;
        self.next_line();
        let message = match kind {
            Kind::Datasource => "This line is not a valid definition within a datasource.",
            Kind::Generator => "This line is not a valid definition within a generator.",
            Kind::Enum => "This line is not an enum value definition.",
            _ => "This line is not a valid field or attribute definition.",
        };
        let message = format!("Error validating: {message}");
        self.faults
            .expected(self.cursor.span(start), message, stop.at, stop.expected);
    }

    fn item(&mut self, kind: Kind) -> Scan<Result<Item, Refused>> {
        match kind {
            Kind::Datasource | Kind::Generator => self.property().map(Ok),
            _ if self.cursor.rest().starts_with("@@") => {
                Ok(Ok(Item::Attribute(self.attribute("@@")?)))
            }
            Kind::Enum => self.value().map(Ok),
            _ => self.field(),
        }
    }

    fn property(&mut self) -> Scan<Item> {
        let name = self.cursor.name("a property")?;
        self.cursor.skip_space();
        self.cursor.must("=", "`=`")?;
        self.cursor.skip_space();
        let value = match self.cursor.peek() {
            None | Some('\n' | '\r' | '/') => None,
            Some(_) => Some(expression(&mut self.cursor, 0, self.faults)?),
        };
        Ok(Item::Property(name, value))
    }

    fn value(&mut self) -> Scan<Item> {
        let start = self.cursor.at;
        let name = self.cursor.name("a value or `}`")?;
        let attributes = self.attributes()?;
        let span = self.cursor.span(start);
        Ok(Item::Value(Value {
            name,
            attributes,
            span,
        }))
    }

    fn field(&mut self) -> Scan<Result<Item, Refused>> {
        let start = self.cursor.at;
        let name = self.cursor.name("a field, an attribute or `}`")?;
        self.cursor.skip_space();
        if self.cursor.take(":") {
            self.cursor.skip_line();
            return Ok(Err(Some("Field declarations don't require a `:`.")));
        }
        let (r#type, arity) = match self.field_type()? {
            Ok(found) => found,
            Err(refused) => {
                self.cursor.skip_line();
                return Ok(Err(refused));
            }
        };
        let attributes = self.attributes()?;
        let span = self.cursor.span(start);
        Ok(Ok(Item::Field(Field {
            name,
            r#type,
            arity,
            attributes,
            span,
        })))
    }

    fn field_type(&mut self) -> Scan<Result<(FieldType, Arity), Refused>> {
        const OLD_LIST: &str = "To specify a list, please use `Type[]` instead of `[Type]`.";
        const OLD_REQUIRED: &str = "Fields are required by default, `!` is no longer required.";
        const OPTIONAL_LIST: &str =
            "Optional lists are not supported. Use either `Type[]` or `Type?`.";
        let refused = |message: &'static str| Ok(Err(Some(message)));
        match self.cursor.peek() {
            None | Some('\n' | '\r' | '@' | '/') => return Ok(Err(None)),
            Some('[') => return refused(OLD_LIST),
            Some(_) => {}
        }
        let r#type = self.base_type()?;
        self.cursor.skip_space();
        let arity = if self.cursor.take("[]") {
            self.cursor.skip_space();
            if self.cursor.take("?") {
                return refused(OPTIONAL_LIST);
            }
            Arity::List
        } else if self.cursor.take("?") {
            Arity::Optional
        } else if self.cursor.take("!") {
            return refused(OLD_REQUIRED);
        } else {
            Arity::Required
        };
        Ok(Ok((r#type, arity)))
    }

    fn base_type(&mut self) -> Scan<FieldType> {
        if !self.cursor.take("Unsupported(") {
            return Ok(FieldType::Named(self.cursor.name("a type")?));
        }
        self.cursor.skip_space();
        let start = self.cursor.at;
        let text = text::string(&mut self.cursor, self.faults)?;
        let span = self.cursor.span(start);
        self.cursor.skip_space();
        self.cursor.must(")", "`)`")?;
        Ok(FieldType::Unsupported(text, span))
    }

    /// The attributes of a field, up to what is none.
    fn attributes(&mut self) -> Scan<Vec<Attribute>> {
        let mut attributes = Vec::new();
        loop {
            let end = self.cursor.at;
            self.cursor.skip_space();
            match self.cursor.peek() {
                Some('@') => attributes.push(self.attribute("@")?),
                None | Some('\n' | '\r' | '/') => {
                    self.cursor.at = end;
                    return Ok(attributes);
                }
                Some(_) => return self.cursor.stop("an attribute or the end of the line"),
            }
        }
    }

    fn attribute(&mut self, at: &'static str) -> Scan<Attribute> {
        let start = self.cursor.at;
        self.cursor.must(at, "an attribute")?;
        self.cursor.skip_space();
        let name: Name = self.cursor.path("the name of an attribute")?;
        let end = self.cursor.at;
        self.cursor.skip_space();
        let mut arguments_list = Arguments::default();
        if self.cursor.peek() == Some('(') {
            arguments_list = arguments(&mut self.cursor, 0, self.faults)?;
        } else {
            self.cursor.at = end;
        }
        let span = self.cursor.span(start);
        Ok(Attribute {
            name,
            arguments: arguments_list,
            span,
        })
    }
}
