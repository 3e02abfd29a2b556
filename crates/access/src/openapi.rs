//! What is the same for every operation, put into the document once.

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::info::{Info, LicenseBuilder};
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

/// A problem that many operations share: its status and what it means.
type Shared = (&'static str, &'static str);

/// The problems any operation may answer with; those of a version or a key stand where they can come.
const ALWAYS: &[Shared] = &[
    ("400", "The request is not valid"),
    ("429", "Asked too often"),
    ("500", "Something went wrong on our side"),
    ("503", "Not available now"),
];
const NOT_ALLOWED: &str = "The role does not allow it, or another site's page asked for it";
const SIGNED_IN: &[Shared] = &[("401", "Not signed in")];
const AT_A_TENANT: &[Shared] =
    &[("403", NOT_ALLOWED), ("404", "There is nothing here, or it is another tenant's")];
const CHANGING: &[Shared] = &[("403", NOT_ALLOWED), ("413", "The body is too large")];
const MAKING: &[Shared] =
    &[("409", "Does not fit the state of things"), ("422", "The key came with another request")];
const EDITING: &[Shared] = &[("412", "Changed meanwhile"), ("428", "A version is needed")];

const ABOUT: &str = "The console's API. A list is paged by cursor, an edit names the version it saw (If-Match), a POST at a tenant may bear \
    an Idempotency-Key, and every mistake is a problem (RFC 9457).";

/// Completes the document: title, the session's security scheme, and the answers that every operation shares.
pub fn finish(document: &mut OpenApi) {
    let mut info = Info::new("Placet", env!("CARGO_PKG_VERSION"));
    info.description = Some(ABOUT.to_owned());
    info.license = Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build());
    document.info = info;
    document.servers = None;
    let mut components = document.components.take().unwrap_or_else(|| ComponentsBuilder::new().build());
    let cookie =
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(placet_store::inventory::MEMBER_SESSION)));
    components.add_security_scheme("session", cookie);
    components.schemas.insert("Problem".to_owned(), placet_edge::Details::schema());
    let mut schemas = Vec::new();
    placet_edge::Details::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for (status, description) in [ALWAYS, SIGNED_IN, AT_A_TENANT, CHANGING, MAKING, EDITING].concat() {
        components.responses.insert(name(status), RefOr::T(problem(description)));
    }
    document.components = Some(components);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("delete", &mut item.delete),
        ] {
            if let Some(operation) = operation {
                complete(path, method, operation);
            }
        }
    }
}

fn complete(path: &str, method: &str, operation: &mut Operation) {
    let versioned = operation.parameters.iter().flatten().any(is_version);
    let signed_in = operation.security.as_ref().is_some_and(|all| !all.is_empty());
    let groups = [
        (true, ALWAYS),
        (signed_in, SIGNED_IN),
        (path.contains("/tenants"), AT_A_TENANT),
        (method != "get", CHANGING),
        (method == "post", MAKING),
        (versioned, EDITING),
    ];
    for (_, group) in groups.into_iter().filter(|(holds, _)| *holds) {
        for (status, _) in group {
            let known = &mut operation.responses.responses;
            known
                .entry((*status).to_owned())
                .or_insert_with(|| RefOr::Ref(Ref::from_response_name(name(status))));
        }
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            limits(response);
        }
    }
}

fn is_version(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.name == "If-Match")
}

/// The name under which a shared problem stands in the document.
fn name(status: &str) -> String {
    format!("Problem{status}")
}

fn problem(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let mut problem =
        ResponseBuilder::new().description(description).content("application/problem+json", content).build();
    limits(&mut problem);
    problem
}

fn limits(response: &mut Response) {
    for (name, description) in [
        ("RateLimit-Policy", "How often may be asked"),
        ("RateLimit", "How often still may be asked, and when all is back"),
    ] {
        let header =
            HeaderBuilder::new().schema(Some(String::schema())).description(Some(description)).build();
        response.headers.insert(name.to_owned(), header.into());
    }
}
