#include "simulation/policy_draft.hpp"

#include <algorithm>

namespace lofte::simulation {

namespace {

std::string const policy_head = R"(
language = "en"
timezone = "Europe/Stockholm"
fiscal_year_ends = "FISCAL"
[version]
number = "1"
date = 2020-01-01
[controller]
name = "Example Sticks AB"
organisation_number = "000000-0000"
address = "Storgatan 1, 000 00 Exempelstad"
email = "privacy@example.com"
[data]
name.label.en = "name"
phone.label.en = "phone"
email.label.en = "e-mail"
nick.label.en = "nickname"
message.label.en = "message"
address.label.en = "IP address"
order_history.label.en = "order history"
[record.order]
label.en = "order"
fields = { name = "name", phone = "phone", lines = "order_history" }
events = ["placed", "completed"]
[record.account]
label.en = "account"
fields = { email = "email", nick = "nick" }
events = ["registered"]
[record.subscription]
label.en = "subscription"
fields = { email = "email" }
events = ["subscribed"]
[record.enquiry]
label.en = "enquiry"
fields = { email = "email", message = "message" }
events = ["received", "closed"]
[record.visit]
label.en = "visit"
fields = { address = "address" }
events = ["seen"]
)";

struct PurposeDraft {
  std::string name;
  std::string basis;
  std::string records;
  std::string data;
  std::string keep;
};

std::string to_text(PurposeDraft const& purpose) {
  return "[purpose." + purpose.name + "]\ntitle.en = \"" + purpose.name + "\"\nbasis = \"" +
         purpose.basis + "\"\n" +
         (purpose.basis == "legal_obligation" ? "law = \"Bokföringslagen 7 kap. 2 §\"\n" : "") +
         "records = [" + purpose.records + "]\ndata = [" + purpose.data + "]\nkeep = \"" +
         purpose.keep + "\"\n";
}

}  // namespace

std::vector<ShapeDraft> const& shape_drafts() {
  static std::vector<ShapeDraft> const shapes = {
      {.name = "order", .fields = {"name", "phone", "lines"}, .events = {"placed", "completed"}},
      {.name = "account", .fields = {"email", "nick"}, .events = {"registered"}},
      {.name = "subscription", .fields = {"email"}, .events = {"subscribed"}},
      {.name = "enquiry", .fields = {"email", "message"}, .events = {"received", "closed"}},
      {.name = "visit", .fields = {"address"}, .events = {"seen"}}};
  return shapes;
}

ShapeDraft const& shape_named(std::string const& name) {
  return *std::ranges::find(shape_drafts(), name, &ShapeDraft::name);
}

std::string PolicyDraft::text() const {
  std::string const phone = contract_has_phone ? R"(, "phone")" : "";
  std::string const name = bookkeeping_has_name ? R"("name", )" : "";
  std::vector<PurposeDraft> const purposes = {
      {"contract", "contract", R"("order")", R"("name", "order_history")" + phone,
       std::to_string(contract_years) + " calendar years after order " +
           (contract_from_placed ? "placed" : "completed")},
      {"bookkeeping", bookkeeping_is_law ? "legal_obligation" : "legitimate_interests",
       R"("order")", name + R"("order_history")",
       std::to_string(bookkeeping_years) + " fiscal years after order completed"},
      {"account", "contract", R"("account")", R"("email", "nick")", account_keep},
      {"club", "legitimate_interests", R"("account")", R"("nick")", club_keep},
      {"newsletter", "consent", R"("subscription", "account")", R"("email")", "until withdrawn"},
      {"support", support_on_consent ? "consent" : "legitimate_interests", R"("enquiry")",
       R"("email", "message")", "until enquiry closed, or 30 days after enquiry closed"},
      {"visits", "legitimate_interests", R"("visit")", R"("address")",
       std::to_string(visit_days) + " days after latest visit seen"},
      {"legal_claims", "legitimate_interests", R"("order")", R"("name")",
       "3 years after order completed"}};
  std::string text = policy_head;
  text.replace(text.find("FISCAL"), std::string_view("FISCAL").size(), fiscal_year_ends);
  for (PurposeDraft const& purpose : purposes) {
    text += to_text(purpose);
  }
  if (has_quality) {
    text += to_text({"quality", "legitimate_interests", R"("enquiry")", R"("message")",
                     "1 year after enquiry received"});
  }
  return text;
}

}  // namespace lofte::simulation
