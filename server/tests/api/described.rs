//! Every type, field and argument that GraphiQL shows says what it is.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition};

#[test]
fn every_type_field_argument_and_value_is_described() {
    let schema = parse_schema(server::graphql::sdl()).unwrap();
    let mut silent = Vec::new();
    let mut types = 0;
    for definition in schema.definitions {
        let TypeSystemDefinition::Type(of) = definition else { continue };
        types += 1;
        let name = of.node.name.node.as_str();
        let mut hear = |is_described: bool, path: String| {
            if !is_described {
                silent.push(path);
            }
        };
        // The macro of subscriptions has no place for a description.
        hear(of.node.description.is_some() || name == "Subscription", name.to_owned());
        match &of.node.kind {
            TypeKind::Object(object) => fields(name, object.fields.iter().map(|field| &field.node), &mut hear),
            TypeKind::Interface(face) => fields(name, face.fields.iter().map(|field| &field.node), &mut hear),
            TypeKind::InputObject(input) => inputs(name, input.fields.iter().map(|field| &field.node), &mut hear),
            TypeKind::Enum(all) => all.values.iter().for_each(|value| {
                hear(value.node.description.is_some(), format!("{name}.{}", value.node.value.node));
            }),
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
    assert!(types > 50, "{types} types were read");
    assert!(silent.is_empty(), "these say nothing of themselves: {silent:#?}");
}

fn fields<'a>(owner: &str, fields: impl Iterator<Item = &'a FieldDefinition>, hear: &mut impl FnMut(bool, String)) {
    for field in fields {
        let path = format!("{owner}.{}", field.name.node);
        hear(field.description.is_some(), path.clone());
        inputs(&path, field.arguments.iter().map(|argument| &argument.node), hear);
    }
}

fn inputs<'a>(
    owner: &str,
    inputs: impl Iterator<Item = &'a InputValueDefinition>,
    hear: &mut impl FnMut(bool, String),
) {
    for input in inputs {
        hear(input.description.is_some(), format!("{owner}({})", input.name.node));
    }
}
