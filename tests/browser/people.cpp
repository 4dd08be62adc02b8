#include "people.hpp"

#include <fmt/format.h>

namespace lofte::tests {

using namespace edge::pages;
using std::chrono::days;

namespace {

Day day(int year, int month, int of_month) {
  return Day{std::chrono::local_days{std::chrono::year{year} / month / of_month}};
}

Ending until(int year, int month, int of_month) {
  return {.kind = Ending::Kind::dated, .last = day(year, month, of_month)};
}

Ending year_end(Day from, int years) {
  return until(static_cast<int>(std::chrono::year_month_day{from}.year()) + years, 12, 31);
}

std::string dotted(unsigned number) {
  return fmt::format("0190f1a2-0000-7000-8000-{:012}", number);
}

struct Buyer {
  std::string name, address, email;
};

HeldRecord order(unsigned number, Day placed, Buyer const& buyer) {
  Day const completed = placed + days{9};
  std::vector<std::string> const books{"name", "delivery_address", "phone", "email", "lines"};
  return {.id = dotted(number),
          .shape = "order",
          .reference = std::to_string(number),
          .collected = placed,
          .events = {{"placed", placed},
                     {"paid", placed + days{1}},
                     {"shipped", placed + days{2}},
                     {"completed", completed}},
          .fields = {{.name = "name", .value = buyer.name},
                     {.name = "delivery_address", .value = buyer.address},
                     {.name = "phone", .value = "070-174 06 05"},
                     {.name = "email", .value = buyer.email},
                     {.name = "birth_date", .value = "1985-02-11"},
                     {.name = "lines", .value = "2 × USB-minne 64 GB\n1 × Halsband, silver"},
                     {.name = "payment_option", .value = "Swish"},
                     {.name = "registration_number", .value = "K-20417"}},
          .held_for = {{.purpose = "contract", .fields = {}, .ends = year_end(completed, 2)},
                       {.purpose = "bookkeeping", .fields = books, .ends = year_end(completed, 7)},
                       {.purpose = "account", .fields = {"lines"}, .ends = until(2028, 12, 31)}},
          .legal_hold = std::nullopt,
          .correctable = {"delivery_address", "phone", "email"},
          .source = Source::you};
}

// As it is held on the day of the pictures: purposes that are over are not there.
HeldRecord held_today(HeldRecord record) {
  std::erase_if(record.held_for, [](HeldFor const& held) {
    return held.ends.kind == Ending::Kind::dated && *held.ends.last < sample_today;
  });
  return record;
}

HeldRecord account(Buyer const& buyer) {
  return {.id = dotted(1),
          .shape = "account",
          .reference = "",
          .collected = day(2023, 9, 3),
          .events = {{"registered", day(2023, 9, 3)}},
          .fields = {{.name = "name", .value = buyer.name},
                     {.name = "address", .value = buyer.address},
                     {.name = "phone", .value = "070-174 06 05"},
                     {.name = "email", .value = buyer.email},
                     {.name = "registration_number", .value = "K-20417"},
                     {.name = "password", .value = "", .state = HeldField::State::digest}},
          .held_for = {{.purpose = "account", .fields = {}, .ends = until(2028, 12, 31)},
                       {.purpose = "marketing",
                        .fields = {"name", "address", "phone", "email", "registration_number"},
                        .ends = until(2026, 12, 31)},
                       {.purpose = "service_messages",
                        .fields = {"name", "email"},
                        .ends = until(2028, 12, 31)}},
          .legal_hold = std::nullopt,
          .correctable = {"name", "address", "phone", "email"},
          .source = Source::you};
}

HeldRecord subscription(Buyer const& buyer) {
  return {.id = dotted(2),
          .shape = "subscription",
          .reference = "",
          .collected = day(2025, 11, 20),
          .events = {{"requested", day(2025, 11, 20)}, {"confirmed", day(2025, 11, 20)}},
          .fields = {{.name = "name", .value = buyer.name},
                     {.name = "email", .value = buyer.email},
                     {.name = "interests", .value = "Nyheter, smycken"}},
          .held_for = {{.purpose = "newsletter",
                        .fields = {},
                        .ends = {.kind = Ending::Kind::on_withdrawal, .last = day(2028, 11, 20)}}},
          .legal_hold = std::nullopt,
          .correctable = {"name", "email"},
          .source = Source::you};
}

HeldRecord enquiry(Buyer const& buyer) {
  return {
      .id = dotted(3),
      .shape = "enquiry",
      .reference = "",
      .collected = day(2026, 4, 2),
      .events = {{"received", day(2026, 4, 2)}, {"answered", day(2026, 4, 3)}},
      .fields = {{.name = "name", .value = buyer.name},
                 {.name = "email", .value = buyer.email},
                 {.name = "message",
                  .value = "Hej!\nHalsbandet kom med ett spänne för lite.\nKan ni skicka ett?"}},
      .held_for = {{.purpose = "enquiries",
                    .fields = {},
                    .ends = {.kind = Ending::Kind::no_date_yet, .last = std::nullopt}}},
      .legal_hold = Ending{.kind = Ending::Kind::on_release, .last = day(2026, 10, 1)},
      .correctable = {},
      .source = Source::you};
}

HeldRecord visit() {
  return {.id = dotted(4),
          .shape = "visit",
          .reference = "",
          .collected = day(2026, 5, 10),
          .events = {{"begun", day(2026, 5, 10)}},
          .fields = {{.name = "ip", .value = "192.0.2.17"},
                     {.name = "browser", .value = "Firefox 140"},
                     {.name = "operating_system", .value = "Linux"}},
          .held_for = {{.purpose = "site", .fields = {}, .ends = until(2026, 5, 24)}},
          .legal_hold = std::nullopt,
          .correctable = {},
          .source = Source::your_use};
}

std::vector<Choice> choices() {
  using Kind = Choice::Kind;
  using State = Choice::State;
  using Answer = Choice::Said::Answer;
  auto const choice = [](std::string purpose, std::string channel, Kind kind, State state,
                         std::vector<Choice::Said> said) {
    return Choice{.purpose = std::move(purpose),
                  .channel = std::move(channel),
                  .kind = kind,
                  .state = state,
                  .said = std::move(said)};
  };
  return {choice("marketing", "email", Kind::objection, State::on, {}),
          choice("marketing", "sms", Kind::objection, State::off,
                 {{.answer = Answer::no, .on = day(2024, 1, 8)}}),
          choice("marketing", "phone", Kind::objection, State::off,
                 {{.answer = Answer::no, .on = day(2024, 1, 8)}}),
          choice("marketing", "post", Kind::objection, State::on, {}),
          choice("newsletter", "email", Kind::consent, State::on,
                 {{.answer = Answer::yes, .on = day(2025, 11, 20)}}),
          choice("newsletter", "sms", Kind::consent, State::off, {}),
          choice("partner_marketing", "email", Kind::consent, State::off,
                 {{.answer = Answer::yes, .on = day(2024, 3, 1)},
                  {.answer = Answer::no, .on = day(2024, 6, 12)}}),
          choice("statistics", "", Kind::consent, State::off, {})};
}

}  // namespace

Instant moment(Day day, int minutes) {
  return Instant{day.time_since_epoch() + std::chrono::minutes{minutes}};
}

Person anna() {
  Buyer const buyer{.name = "Anna Berg",
                    .address = "Exempelgatan 12, 652 28 Karlstad",
                    .email = "anna.berg@example.com"};
  return {.name = buyer.name,
          .records = {account(buyer), order(10234, day(2025, 12, 1), buyer),
                      order(9811, day(2024, 3, 5), buyer),
                      held_today(order(9120, day(2021, 10, 14), buyer)), subscription(buyer),
                      enquiry(buyer), visit()},
          .choices = choices()};
}

Person of_200_records() {
  Buyer const buyer{.name = "Kontorsbolaget Exempel AB",
                    .address = "Provvägen 1, 411 03 Göteborg",
                    .email = "inkop@example.org"};
  Person person{.name = buyer.name, .records = {account(buyer)}, .choices = choices()};
  for (unsigned at = 0; at < 190; ++at) {
    person.records.push_back(
        held_today(order(20190 - at, day(2026, 5, 2) - days{11} * static_cast<int>(at), buyer)));
  }
  for (int at = 0; at < 8; ++at) {
    person.records.push_back(visit());
    person.records.back().id = dotted(100 + static_cast<unsigned>(at));
  }
  person.records.push_back(subscription(buyer));
  return person;
}

Person troublesome() {
  std::string const word(300, 'w');
  Buyer const buyer{.name = "عمر 👩🏽‍🚀 <script>alert(1)</script>",
                    .address = "רחוב הדוגמה 5\n" + word,
                    .email = std::string(64, 'e') + "@" + std::string(60, 'd') + ".example"};
  Person person{.name = buyer.name,
                .records = {order(7, day(2026, 4, 1), buyer), account(buyer)},
                .choices = choices()};
  person.records[0].reference = "\"><img src=x onerror=alert(1)>" + word;
  person.records[0].held_for.push_back(
      {.purpose = "gone_from_the_policy", .fields = {"no_such_field"}, .ends = {}});
  person.records[1].shape = "no_such_shape";
  return person;
}

RightsPage anna_has_asked_for() {
  using Right = RightRequest::Right;
  using State = RightRequest::State;
  return {.requests = {{.right = Right::objection,
                        .state = State::in_progress,
                        .asked = day(2026, 5, 3),
                        .due = day(2026, 5, 3) + days{30},
                        .details = "Jag vill inte vara med i er statistik."},
                       {.right = Right::access,
                        .state = State::extended,
                        .asked = day(2026, 5, 2),
                        .due = day(2026, 5, 2) + days{92},
                        .extended = day(2026, 5, 20),
                        .details = "Alla brev ni har om mig.\nÄven de gamla.",
                        .extension = "Arkivet är på papper, och vi behöver gå igenom det."},
                       {.right = Right::erasure,
                        .state = State::refused,
                        .asked = day(2026, 5, 1),
                        .due = day(2026, 5, 31),
                        .closed = day(2026, 5, 4),
                        .details = "Ta bort kvittot.",
                        .answer = "Bokföringslagen kräver att det sparas i sju år."},
                       {.right = Right::rectification,
                        .state = State::answered,
                        .asked = day(2026, 5, 1),
                        .due = day(2026, 5, 31),
                        .closed = day(2026, 5, 2),
                        .answer = "Adressen är rättad, och fraktbolaget har fått veta det.",
                        .documents = {{.kind = Document::Kind::access_receipt,
                                       .number = "",
                                       .path = "/receipts/abc"}}}},
          .ask = {.rights = {"rectification", "access", "portability", "restriction", "objection",
                             "erasure"}}};
}

}  // namespace lofte::tests
