// What a policy's text says beside its purposes: how consent is taken, who may be told, which
// rights there are. Lint judges these; what is executed is never wider than the law, whatever they
// say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "promise/policy/localized.hpp"
#include "promise/policy/position.hpp"

namespace lofte::promise::policy {

// A word of the file, and where it stands.
struct Word {
  std::string text{};
  Position at;
};

// [consent.act.NAME]: something a person does, and the purposes it is said to accept.
struct ConsentAct {
  std::string name{};
  std::vector<std::uint8_t> accepts{};  // purposes, by index
  std::vector<std::string> channels{};  // of which; empty: all that the purposes have
  bool separate = false;                // asks for this and nothing else
  Localized text{};                     // the words that are agreed to, where they are stated
  std::vector<std::string> clauses{};
  Position at;
};

enum class TransferBasis { none, adequacy, safeguards, consent };

// [transfer]: on what data may leave the EEA.
struct Transfer {
  TransferBasis basis = TransferBasis::none;
  std::vector<std::string> clauses{};
  Position at;
};

enum class DisclosureGround {
  processor,          // staff, agents, suppliers, subcontractors
  law,                // the law requires it
  legal_proceedings,  // a case in court
  own_rights,         // to establish, exercise or defend legal rights
  sale_of_business,
  court_order,  // a court or an authority has decided
  speculative,  // someone might get such a decision
};

// [disclosure.NAME]: to whom else data may be shown, and on what ground.
struct Disclosure {
  std::string name{};
  Localized label{};
  DisclosureGround ground = DisclosureGround::law;
  bool prospective = false;  // before there is a case, a sale, …
  std::vector<std::string> clauses{};
  Position at;
};

enum class RightKind {
  access,
  rectification,
  erasure,
  restriction,
  portability,
  objection,
  withdrawal,
  complaint,
};

// [right.KIND]
struct Right {
  RightKind kind = RightKind::access;
  Localized text{};
  std::vector<Word> proof{};  // what a person must show first: "session", "email_link", …
  std::vector<std::string> clauses{};
  Position at;
};

enum class ThirdPartyMarketing { never, express_consent, opt_out };

// [marketing] third_parties: what is promised about handing data to others for their marketing.
struct MarketingPromise {
  ThirdPartyMarketing third_parties = ThirdPartyMarketing::never;
  std::vector<std::string> clauses{};
  Position at;
};

// [changes] notice: how people learn of a new version.
struct ChangeNotice {
  std::vector<std::string> channels{};  // "page", "email", "account"
  std::vector<std::string> clauses{};
  Position at;
};

// A text that a language of the policy lacks.
struct Untranslated {
  std::string what{};  // "purpose.contract title"
  std::string language{};
  Position at;
};

struct Statements {
  std::optional<Position> consent_by_use{};  // using the site is said to be consent
  std::vector<ConsentAct> consent_acts{};
  std::optional<MarketingPromise> marketing{};
  std::optional<Transfer> transfer{};
  std::optional<ChangeNotice> changes{};
  std::vector<Disclosure> disclosures{};
  std::vector<Right> rights{};             // in the order of the file
  std::optional<Position> cookies_used{};  // cookies are said to be used
  std::vector<Word> also_named{};          // other names that the text gives the controller
  std::vector<Word> numbering{};           // the text's clause numbers: "1", "3a", …
  std::vector<Word> defined{};             // expressions that the text explains
  std::vector<Word> empty_settings{};      // settings named and left empty
  std::vector<Untranslated> untranslated{};
};

}  // namespace lofte::promise::policy
