#include "edge/upload/multipart.hpp"

#include <algorithm>
#include <cctype>

#include "base/utf8.hpp"
#include "edge/mail/gmime_objects.hpp"

namespace lofte::edge::upload {

using mail::Owned;

namespace {

constexpr std::string_view media_type = "multipart/form-data";
constexpr std::size_t boundary_characters_max = 70;  // RFC 2046, 5.1.1

struct FreeContentType {
  void operator()(GMimeContentType* type) const { g_object_unref(type); }
};

// "" when there is none that may be.
std::string boundary_of(std::string const& content_type) {
  std::unique_ptr<GMimeContentType, FreeContentType> const type(
      g_mime_content_type_parse(nullptr, content_type.c_str()));
  char const* const boundary =
      type ? g_mime_content_type_get_parameter(type.get(), "boundary") : nullptr;
  std::string const found = boundary == nullptr ? "" : boundary;
  bool const plain = std::ranges::all_of(
      found, [](char letter) { return letter > ' ' && letter < '\x7f' && letter != '"'; });
  return plain && found.size() <= boundary_characters_max ? found : "";
}

// How often a part may begin. Counted before anything is made of them.
std::size_t boundaries_in(BytesView body, std::string const& boundary) {
  std::string const line = "--" + boundary;
  std::size_t count = 0;
  for (auto at = body.find(line); at != body.npos && count <= parts_max + 1;
       at = body.find(line, at + line.size())) {
    ++count;
  }
  return count;
}

// "a%22b.png" is how browsers write the letters that would end a name (WHATWG HTML, 4.10.21.8).
std::string unescaped(std::string name) {
  for (auto const& [escaped, letter] :
       {std::pair{"%22", '"'}, std::pair{"%0D", '\r'}, std::pair{"%0A", '\n'}}) {
    for (std::size_t at = 0; (at = name.find(escaped, at)) != name.npos; ++at) {
      name.replace(at, 3, 1, letter);
    }
  }
  return name;
}

// As a form without files may hold none: terminals and files of the shop's take them for commands.
void blank_controls(std::string& utf8) {
  std::ranges::replace_if(
      utf8,
      [](char letter) {
        return (static_cast<unsigned char>(letter) < 0x20 &&
                !std::string_view("\t\r\n").contains(letter)) ||
               letter == '\x7f';
      },
      ' ');
}

bool has_field(Multipart const& form, std::string_view name) {
  return std::ranges::find(form.fields, name, &Field::name) != form.fields.end();
}

Bytes content_of(GMimePart* part) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  if (content == nullptr) {
    return {};
  }
  Owned<GMimeStream> const stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  GByteArray const* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return bytes->len == 0 ? Bytes() : Bytes(reinterpret_cast<char const*>(bytes->data), bytes->len);
}

// Null when the body is not of parts.
Owned<GMimeObject> parsed(std::string const& boundary, BytesView body) {
  std::string text = "Content-Type: " + std::string(media_type) + "; boundary=\"" + boundary +
                     "\"\r\nMIME-Version: 1.0\r\n\r\n";
  text += body;
  Owned<GMimeStream> const stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  Owned<GMimeParser> const parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
  return Owned<GMimeObject>(g_mime_parser_construct_part(parser.get(), nullptr));
}

std::expected<void, Fault> take(GMimeObject* object, Multipart& form) {
  GMimeContentDisposition* const disposition = g_mime_object_get_content_disposition(object);
  char const* const name = disposition == nullptr
                               ? nullptr
                               : g_mime_content_disposition_get_parameter(disposition, "name");
  if (name == nullptr || !is_utf8(name)) {
    return std::unexpected(Fault::malformed);
  }
  char const* const file_name = g_mime_content_disposition_get_parameter(disposition, "filename");
  bool const is_part = GMIME_IS_PART(object);
  if (file_name != nullptr) {
    // A letter that was attached is a message, not a part: its name is enough to refuse it by.
    if (*file_name != '\0') {
      form.files.push_back({.field = unescaped(name),
                            .name = unescaped(file_name),
                            .bytes = is_part ? content_of(GMIME_PART(object)) : Bytes()});
    }
    return {};
  }
  if (!is_part) {
    return std::unexpected(Fault::malformed);
  }
  Bytes value = content_of(GMIME_PART(object));
  if (value.size() > field_bytes_max) {
    return std::unexpected(Fault::field_too_large);
  }
  std::string plain_name = unescaped(name);
  if (!is_utf8(value) || has_field(form, plain_name)) {
    return std::unexpected(Fault::malformed);
  }
  blank_controls(value);
  form.fields.push_back({.name = std::move(plain_name), .value = std::move(value)});
  return {};
}

}  // namespace

bool is_multipart(std::string_view content_type) {
  return content_type.size() >= media_type.size() &&
         std::ranges::equal(content_type.substr(0, media_type.size()), media_type,
                            [](char left, char right) {
                              return std::tolower(static_cast<unsigned char>(left)) == right;
                            });
}

std::expected<Multipart, Fault> read_multipart(std::string_view content_type, BytesView body) {
  if (!is_multipart(content_type)) {
    return std::unexpected(Fault::not_multipart);
  }
  mail::begin_gmime();
  std::string const boundary = boundary_of(std::string(content_type));
  if (boundary.empty()) {
    return std::unexpected(Fault::not_multipart);
  }
  if (boundaries_in(body, boundary) > parts_max + 1) {
    return std::unexpected(Fault::too_many_parts);
  }
  auto const object = parsed(boundary, body);
  if (!object || !GMIME_IS_MULTIPART(object.get())) {
    return std::unexpected(Fault::malformed);
  }
  auto* const parts = GMIME_MULTIPART(object.get());
  Multipart form;
  for (int i = 0; i < g_mime_multipart_get_count(parts); ++i) {
    if (auto const taken = take(g_mime_multipart_get_part(parts, i), form); !taken) {
      return std::unexpected(taken.error());
    }
  }
  return form;
}

}  // namespace lofte::edge::upload
