// lofte inspect: what a purpose can read of a subject now, and until when.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/failure.hpp"
#include "base/utf8.hpp"
#include "edge/api/caller.hpp"
#include "edge/api/write_json.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/mail/reference.hpp"

namespace lofte::edge::cli {

using custody::vault::Opened;
using custody::vault::Vault;
using promise::retention::Until;

namespace {

SubjectId find(Vault& vault, InspectOptions const& options) {
  if (options.reference.empty()) {
    auto const id = parse_uuid(options.subject);
    if (id) {
      return SubjectId{*id};
    }
    throw Failure(FailureKind::bad_input,
                  {.code = "subject.malformed",
                   .message = "the subject is not an id",
                   .remedy = "an id is 32 lower-case hexadecimal digits; to look a person up by "
                             "the shop's own reference, use --reference"});
  }
  auto const subject = vault.find_subject(mail::expect_reference(options.reference));
  if (subject) {
    return *subject;
  }
  throw Failure(FailureKind::not_found,
                {.code = "subject.unknown",
                 .message = "there is no subject of that reference",
                 .remedy = "it may never have existed, or nothing is held about it any more"});
}

void expect_purpose(Vault const& vault, std::string const& purpose) {
  std::string known;
  auto const in_force = vault.in_force();
  for (auto const& edition : in_force.shown->history().editions) {
    if (edition.policy->find_purpose(purpose)) {
      return;
    }
  }
  for (auto const& one : in_force.shown->history().current().policy->purposes) {
    known += (known.empty() ? "" : ", ") + one.name;
  }
  throw Failure(FailureKind::not_found,
                {.code = "purpose.unknown",
                 .message = "no version of the policy has the purpose \"" + purpose + "\"",
                 .remedy = "its purposes are: " + known});
}

std::string to_text(Until const& until) {
  return until.kind == Until::Kind::dated ? "until " + lofte::to_string(*until.last)
                                          : "no date yet";
}

// For a terminal, which control characters would command.
std::string printable(std::string_view value) {
  std::string shown;
  while (!value.empty()) {
    auto const character = take_character(value);
    bool const is_control =
        character.code < 0x20 || (character.code >= 0x7f && character.code < 0xa0);
    shown += !character.valid || is_control ? std::string_view(" ") : character.bytes;
  }
  return shown;
}

void tell(Opened const& opened) {
  say(fmt::format("{} {}  {}", opened.shape, lofte::to_string(opened.record.value),
                  to_text(opened.until)));
  for (auto const& [event, day] : opened.events) {
    say(fmt::format("    {:<24} {}", event, lofte::to_string(day)));
  }
  for (auto const& field : opened.fields) {
    say(fmt::format("    {:<24} {}", field.name, printable(field.value.reveal(opened.permit))));
  }
  for (auto const& field : opened.not_restored) {
    say(fmt::format("    {:<24} (lost, and in no backup that was restored)", field));
  }
}

}  // namespace

Exit inspect(InspectOptions const& options) {
  auto const folder = custody::folder::DataFolder::open(options.data);
  auto& vault = folder->vault();
  SubjectId const subject = find(vault, options);
  expect_purpose(vault, options.purpose);
  boost::json::array records;
  std::size_t seen = 0;
  promise::gate::Actor const owner{.id = api::owner_id, .purposes = {}, .all_purposes = true};
  vault.read_all(owner, subject, options.purpose, [&](Opened const& opened) {
    ++seen;
    if (options.format == Format::json) {
      records.push_back(api::to_json(opened));
    } else {
      tell(opened);
    }
  });
  if (options.format == Format::json) {
    say(boost::json::serialize(boost::json::object{{"subject", lofte::to_string(subject.value)},
                                                   {"purpose", options.purpose},
                                                   {"today", lofte::to_string(vault.today())},
                                                   {"records", std::move(records)}}));
  } else if (seen == 0) {
    note(fmt::format("{} can read nothing of this subject on {}", options.purpose,
                     lofte::to_string(vault.today())));
  }
  return Exit::done;
}

}  // namespace lofte::edge::cli
