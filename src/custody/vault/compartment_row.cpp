#include "custody/vault/compartment_row.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::vault {

using store::Plane;

namespace {

constexpr std::uint8_t row_format = 1;

Bytes associated(CompartmentPlace const& place) {
  return Writer{}
      .uuid(place.subject.value)
      .uuid(place.record.value)
      .u8(place.compartment)
      .u32(place.generation)
      .take();
}

}  // namespace

SealedCompartment const* CompartmentRow::find(std::uint8_t compartment,
                                              std::uint32_t generation) const {
  auto const found = std::ranges::find(compartments, compartment, &SealedCompartment::compartment);
  return found == compartments.end() || found->generation != generation ? nullptr : &*found;
}

void CompartmentRow::replace(SealedCompartment sealed) {
  remove(sealed.compartment);
  auto const after = std::ranges::upper_bound(compartments, sealed.compartment, {},
                                              &SealedCompartment::compartment);
  compartments.insert(after, std::move(sealed));
}

void CompartmentRow::remove(std::uint8_t compartment) {
  std::erase_if(compartments,
                [&](auto const& sealed) { return sealed.compartment == compartment; });
}

Bytes CompartmentRow::encode() const {
  Writer writer;
  writer.u8(row_format);
  for (SealedCompartment const& sealed : compartments) {
    writer.u8(sealed.compartment).varint(sealed.generation).text(sealed.sealed);
  }
  return writer.take();
}

CompartmentRow CompartmentRow::decode(BytesView bytes) {
  Reader reader(bytes);
  if (reader.u8() != row_format) {
    throw Failure(FailureKind::too_new,
                  {.code = "compartments.too_new",
                   .message = "a record's compartments were written by a newer version",
                   .remedy = "start the version of lofte that wrote the data folder"});
  }
  CompartmentRow row;
  while (!reader.at_end()) {
    SealedCompartment sealed;
    sealed.compartment = reader.u8();
    sealed.generation = static_cast<std::uint32_t>(reader.varint());
    sealed.sealed = Bytes(reader.text());
    row.compartments.push_back(std::move(sealed));
  }
  return row;
}

Bytes CompartmentRow::key(SubjectId const& subject, RecordId const& record) {
  return store::table_key(store::Table::compartments).uuid(subject.value).uuid(record.value).take();
}

std::optional<CompartmentRow> CompartmentRow::load(store::View& view, SubjectId const& subject,
                                                   RecordId const& record) {
  auto const bytes = view.get(Plane::data, key(subject, record));
  return bytes ? std::optional(decode(*bytes)) : std::nullopt;
}

void CompartmentRow::save(store::Transaction& transaction, SubjectId const& subject,
                          RecordId const& record) const {
  if (compartments.empty()) {
    transaction.erase(Plane::data, key(subject, record));
  } else {
    transaction.put(Plane::data, key(subject, record), encode());
  }
}

Bytes encode_fields(
    std::vector<std::pair<promise::policy::FieldIndex, std::string_view>> const& fields) {
  Writer writer;
  for (auto const& [field, value] : fields) {
    writer.u8(field).text(value);
  }
  return writer.take();
}

void decode_fields(
    BytesView plain,
    std::function<void(promise::policy::FieldIndex, std::string_view)> const& visit) {
  Reader reader(plain);
  while (!reader.at_end()) {
    auto const field = reader.u8();
    visit(field, reader.text());
  }
}

SealedCompartment seal_compartment(CompartmentPlace const& place, crypto::Key const& data_key,
                                   BytesView plain) {
  return {.compartment = place.compartment,
          .generation = place.generation,
          .sealed = crypto::seal_once(data_key, plain, associated(place))};
}

std::optional<Bytes> try_open_compartment(CompartmentPlace const& place,
                                          crypto::Key const& data_key,
                                          SealedCompartment const& sealed) {
  return crypto::try_open_once(data_key, sealed.sealed, associated(place));
}

Bytes open_compartment(CompartmentPlace const& place, crypto::Key const& data_key,
                       SealedCompartment const& sealed) {
  require(place.compartment == sealed.compartment, "a compartment is opened as itself");
  return crypto::open_once(data_key, sealed.sealed, associated(place));
}

}  // namespace lofte::custody::vault
