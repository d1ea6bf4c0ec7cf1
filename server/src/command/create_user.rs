//! Makes an account from the command line.

use std::io::{BufRead, IsTerminal};

use domain::access::model::UserDraft;
use domain::error::ServiceError;
use domain::ports::Randomness;
use domain::services::Services;
use platform::assembly::Ground;
use platform::config::Settings;
use platform::process::Spawner;
use platform::program::{Failure, runtime, start_logging, tell};
use platform::system::SystemRandomness;

use crate::cli::NewUser;

pub(crate) fn create_user(settings: &Settings, user: NewUser) -> Result<(), Failure> {
    start_logging(settings)?;
    let typed = ask_password()?;
    let made_up = typed.is_empty().then(make_up_password);
    let draft = UserDraft {
        name: user.name,
        email: user.email,
        password: made_up.clone().unwrap_or(typed),
        roles: vec![user.role.into()],
    };
    let spawner = Spawner::start();
    let made = runtime()?.block_on(async {
        let ground = Ground::for_command(settings, &spawner).await?;
        let made = match ground.deps_for_rows(settings) {
            Ok(deps) => Services::new(&deps).access.create_user(draft).await.map_err(refused),
            Err(failure) => Err(failure),
        };
        ground.leave().await;
        made
    })?;
    match made_up {
        Some(password) => {
            tell::say(&format!("{} may sign in with the password {password} – it is shown this once.", made.email))
        }
        None => tell::say(&format!("{} may sign in.", made.email)),
    }
    Ok(())
}

/// What somebody types, unseen, or the first line of what is piped in. Empty: we make one up.
fn ask_password() -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| Failure::fault(format!("the password can't be read: {error}"));
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let terminal = console::Term::stderr();
        terminal.write_str("Password (nothing: one is made up): ").map_err(unreadable)?;
        return terminal.read_secure_line().map_err(unreadable);
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).map_err(unreadable)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn make_up_password() -> String {
    hex::encode(&SystemRandomness.secret()[..10])
}

/// A refused flag is named and ends with 2, a taken e-mail is a fault.
fn refused(error: ServiceError) -> Failure {
    let ServiceError::Refused(violations) = error else {
        return Failure::of(&error);
    };
    let wrong = violations.into_iter().next();
    let taken = wrong.as_ref().is_some_and(|it| it.code == domain::error::ViolationCode::AlreadyExists);
    match wrong {
        Some(it) if taken => Failure::fault(it.message),
        Some(it) => Failure::setting(format!("{}: {}", flag(it.path.first()), it.message)),
        None => Failure::setting("the account was refused"),
    }
}

fn flag(field: Option<&&str>) -> &'static str {
    match field.copied() {
        Some("name") => "--name",
        Some("email") => "--email",
        Some("roles") => "--role",
        _ => "the password",
    }
}
