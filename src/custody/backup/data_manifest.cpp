#include "custody/backup/data_manifest.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "custody/backup/failures.hpp"
#include "custody/crypto/crypto.hpp"

namespace lofte::custody::backup {

namespace {

constexpr std::string_view manifest_magic = "lofteDATA";
constexpr std::string_view file_magic = "lofteROWS";
constexpr std::uint16_t data_format = 1;
constexpr std::size_t manifest_bytes_max = 1024 * 1024;

void write_file(Writer& writer, DataFile const& file) {
  writer.u32(file.number).u64(file.seal.rows).u64(file.seal.file_bytes).raw(file.seal.hash);
}

DataFile read_file(Reader& reader, DataFileKind kind) {
  DataFile file{.kind = kind, .number = reader.u32(), .seal = {}};
  file.seal.rows = reader.u64();
  file.seal.file_bytes = reader.u64();
  file.seal.hash = Bytes(reader.raw(crypto::hash_bytes));
  return file;
}

bool is_of_data_backup(std::string_view name) {
  return name == manifest_name || name.starts_with("layer-") || name.starts_with("index-") ||
         is_draft(std::string(name));
}

void expect_whole_files(BackupFolder const& folder, DataManifest const& manifest) {
  auto const expect = [&](DataFile const& file) {
    auto const opened = folder.open(file.name());
    if (!opened) {
      damaged(folder.place() + "/" + file.name(), "is missing");
    }
    if (opened->size() != file.seal.file_bytes) {
      damaged(folder.place() + "/" + file.name(), "does not have the size that was written");
    }
  };
  std::ranges::for_each(manifest.layers, expect);
  if (manifest.index) {
    expect(*manifest.index);
  }
}

}  // namespace

std::string DataFile::name() const {
  return fmt::format("{}-{:06}", kind == DataFileKind::layer ? "layer" : "index", number);
}

Bytes DataFile::header(Uuid const& store) const {
  return Writer{}
      .raw(file_magic)
      .u16(data_format)
      .u8(static_cast<std::uint8_t>(kind))
      .uuid(store)
      .u32(number)
      .take();
}

Bytes DataManifest::encode() const {
  Writer writer;
  writer.raw(manifest_magic).u16(data_format).text(written_by).uuid(store);
  writer.u64(static_cast<std::uint64_t>(last.time_since_epoch().count()));
  writer.varint(layers.size());
  for (DataFile const& layer : layers) {
    write_file(writer, layer);
  }
  writer.u8(index ? 1 : 0);
  if (index) {
    write_file(writer, *index);
  }
  Bytes const hash = crypto::hash(writer.view());
  return writer.raw(hash).take();
}

DataManifest DataManifest::decode(BytesView bytes) {
  std::string const name(manifest_name);
  if (bytes.size() < manifest_magic.size() + 2 + crypto::hash_bytes ||
      !bytes.starts_with(manifest_magic)) {
    damaged(name, "does not begin as one, or ends early");
  }
  BytesView const body = bytes.substr(0, bytes.size() - crypto::hash_bytes);
  if (crypto::hash(body) != bytes.substr(body.size())) {
    damaged(name, "is not what was written: its checksum is wrong");
  }
  Reader reader(body.substr(manifest_magic.size()));
  std::uint16_t const format = reader.u16();
  if (format > data_format) {
    too_new(name);
  }
  try {
    DataManifest manifest;
    manifest.written_by = std::string(reader.text());
    manifest.store = reader.uuid();
    manifest.last = Instant{std::chrono::milliseconds{static_cast<std::int64_t>(reader.u64())}};
    for (auto count = reader.varint(); count > 0; --count) {
      manifest.layers.push_back(read_file(reader, DataFileKind::layer));
    }
    if (reader.u8() != 0) {
      manifest.index = read_file(reader, DataFileKind::index);
    }
    reader.expect_end();
    return manifest;
  } catch (Failure const&) {
    damaged(name, "makes no sense");
  }
}

std::optional<DataManifest> DataManifest::load(BackupFolder const& folder) {
  bool has_files = false;
  for (std::string const& name : folder.names()) {
    if (!is_of_data_backup(name)) {
      foreign_file(folder.place(), name);
    }
    has_files = has_files || !is_draft(name);
  }
  auto const file = folder.open(std::string(manifest_name));
  if (!file && has_files) {
    damaged(folder.place() + "/" + std::string(manifest_name), "is missing");
  }
  if (!file) {
    return std::nullopt;
  }
  DataManifest manifest = decode(file->read(0, manifest_bytes_max));
  expect_whole_files(folder, manifest);
  return manifest;
}

void DataManifest::save(BackupFolder& folder) const {
  write_whole(folder, std::string(manifest_name), encode());
}

OpenDataFile open_rows(BackupFolder const& folder, DataManifest const& manifest,
                       DataFile const& file) {
  std::string const name = folder.place() + "/" + file.name();
  OpenDataFile opened{.file = folder.open(file.name()), .rows = nullptr};
  if (!opened.file) {
    damaged(name, "is missing");
  }
  Bytes const header = file.header(manifest.store);
  if (opened.file->read(0, header.size()) != header) {
    damaged(name, "does not begin as it was written");
  }
  opened.rows = std::make_unique<RowReader>(
      *opened.file,
      RowReader::Start{.name = name, .header_bytes = header.size(), .chained_to = header});
  return opened;
}

void verify(BackupFolder const& folder, DataManifest const& manifest) {
  auto const check = [&](DataFile const& file) {
    if (open_rows(folder, manifest, file).rows->read_to_end() != file.seal) {
      damaged(folder.place() + "/" + file.name(), "is not the file that the manifest names");
    }
  };
  std::ranges::for_each(manifest.layers, check);
  if (manifest.index) {
    check(*manifest.index);
  }
}

}  // namespace lofte::custody::backup
