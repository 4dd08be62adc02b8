#include "shop/recipients/notice.hpp"

#include <set>

#include "base/failure.hpp"

namespace lofte::shop::recipients {

using custody::vault::Deed;
using promise::policy::Policy;
using promise::policy::Recipient;

namespace {

constexpr std::uint8_t format = 1;

void write(Writer& writer, std::vector<std::string> const& texts) {
  writer.varint(texts.size());
  for (std::string const& text : texts) {
    writer.text(text);
  }
}

std::vector<std::string> read_texts(Reader& reader) {
  std::vector<std::string> texts;
  for (auto count = reader.varint(); count > 0; --count) {
    texts.emplace_back(reader.text());
  }
  return texts;
}

bool is_no_to_a_purpose(Deed const& deed) {
  return deed.act == "objected" || deed.act == "consent_withdrawn";
}

// Nullopt when it does not concern the recipient.
std::optional<Notice> notice_for(Policy const& policy, Recipient const& recipient,
                                 Deed const& deed) {
  std::set<std::string> categories;
  Notice notice{.recipient = recipient.name,
                .act = std::string(deed.act),
                .subject = deed.subject,
                .record = deed.record,
                .at = deed.at,
                .purposes = {},
                .categories = {}};
  for (auto const purpose : recipient.purposes) {
    auto const held = deed.data.find(policy.purposes[purpose].name);
    if (held == deed.data.end()) {
      continue;
    }
    bool concerns = recipient.data.empty() && is_no_to_a_purpose(deed);
    for (auto const category : recipient.data) {
      std::string const& name = policy.categories[category].name;
      if (held->second.contains(name)) {
        categories.insert(name);
        concerns = true;
      }
    }
    if (concerns) {
      notice.purposes.push_back(held->first);
    }
  }
  notice.categories.assign(categories.begin(), categories.end());
  return notice.purposes.empty() ? std::nullopt : std::optional(std::move(notice));
}

}  // namespace

Bytes Notice::encode() const {
  Writer writer;
  writer.u8(format).text(recipient).text(act).uuid(subject.value).u8(record ? 1 : 0);
  if (record) {
    writer.uuid(record->value);
  }
  writer.u64(static_cast<std::uint64_t>(at.time_since_epoch().count()));
  write(writer, purposes);
  write(writer, categories);
  return writer.take();
}

Notice Notice::decode(BytesView bytes) {
  Reader reader(bytes);
  if (reader.u8() != format) {
    throw Failure(FailureKind::too_new, {.code = "notice.too_new",
                                         .message = "a notice is of a newer version of Löfte",
                                         .remedy = "start the version that wrote it"});
  }
  Notice notice;
  notice.recipient = reader.text();
  notice.act = reader.text();
  notice.subject = {reader.uuid()};
  if (reader.u8() == 1) {
    notice.record = RecordId{reader.uuid()};
  }
  notice.at = Instant{std::chrono::milliseconds{static_cast<std::int64_t>(reader.u64())}};
  notice.purposes = read_texts(reader);
  notice.categories = read_texts(reader);
  return notice;
}

std::vector<Notice> notices_of(Policy const& policy, Deed const& deed) {
  std::vector<Notice> notices;
  for (Recipient const& recipient : policy.recipients) {
    if (auto notice = notice_for(policy, recipient, deed)) {
      notices.push_back(*std::move(notice));
    }
  }
  return notices;
}

}  // namespace lofte::shop::recipients
