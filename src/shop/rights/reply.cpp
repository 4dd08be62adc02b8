#include "shop/rights/reply.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "shop/rights/deadline.hpp"

namespace lofte::shop::rights {

using custody::vault::Vault;
using State = Request::State;

namespace {

Failure conflict(std::string code, std::string message, std::string remedy) {
  return {FailureKind::conflict,
          {.code = std::move(code), .message = std::move(message), .remedy = std::move(remedy)}};
}

void check_text(std::string const& text) {
  bool const blank = text.find_first_not_of(" \t\r\n") == text.npos;
  if (blank || text.size() > reply_bytes_max) {
    throw Failure(FailureKind::bad_input,
                  {.code = "request.text",
                   .message = "what the person is told has 1 to " +
                              std::to_string(reply_bytes_max) + " bytes, not all of them blank",
                   .remedy = "write the answer, or the reasons, for the person to read"});
  }
}

bool was_said(Request const& request, Reply const& reply, Day today) {
  bool const extends = reply.as == State::extended;
  auto const& on = extends ? request.extended : request.closed;
  auto const& text = extends && !request.extension.empty() ? request.extension : request.answer;
  return request.state == reply.as && on == today && text == reply.text;
}

void check_state(Request const& request, Reply const& reply, Day today) {
  if (request.until) {
    throw conflict("request.by_itself", "the request is carried out by itself",
                   "leave it to its day, or to the person, who can take it back");
  }
  if (!request.is_open()) {
    throw conflict("request.closed",
                   "the request is closed already: " + std::string(name_of(request.state)),
                   "the person may ask anew; write to them if something is to be added");
  }
  if (reply.as != State::extended) {
    return;
  }
  if (request.extended) {
    throw conflict("request.extended", "the request has been extended already",
                   "answer or refuse it; there is one extension (GDPR article 12(3))");
  }
  if (today > request.due) {
    throw conflict("request.month_over", "the month in which a request can be extended is over",
                   "answer or refuse it without delay (GDPR article 12(3))");
  }
}

void say(Vault& vault, promise::gate::Actor const& actor, Request const& request,
         Reply const& reply) {
  Vault::Values values;
  values.emplace_back(place_of_reply(vault, reply.subject, request, reply.as),
                      PersonalText(reply.text));
  promise::gate::Actor writing = actor;
  writing.on_their_right = true;
  vault.happen(writing, reply.subject, reply.record,
               {.event = name_of(reply.as),
                .day = vault.today(),
                .fields = std::move(values),
                .act = "replied"});
}

}  // namespace

Request read_request(Vault& vault, promise::gate::Actor const& actor, SubjectId const& subject,
                     RecordId const& record) {
  auto request = find_request(vault, subject, record);
  vault.act(subject, custody::store::Durability::synced,
            [&](custody::vault::SubjectSession& session) {
              session.note(session.statement("read")
                               .say("actor", actor.id)
                               .say("purpose", purpose_of_requests(vault))
                               .say("shape", "request")
                               .say("record", record.value));
              return true;
            });
  return request;
}

Request reply(Vault& vault, custody::agenda::Agenda& agenda, promise::gate::Actor const& actor,
              Reply const& reply) {
  check_text(reply.text);
  auto const request = find_request(vault, reply.subject, reply.record);
  if (!was_said(request, reply, vault.today())) {
    check_state(request, reply, vault.today());
    say(vault, actor, request, reply);
  }
  if (!request.until) {
    leave_agenda(vault, agenda, {.subject = reply.subject, .day = answer_by(request.asked)});
  }
  return find_request(vault, reply.subject, reply.record);
}

}  // namespace lofte::shop::rights
