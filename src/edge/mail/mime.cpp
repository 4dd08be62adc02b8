#include "edge/mail/mime.hpp"

#include <gmime/gmime.h>

#include <memory>

namespace lofte::edge::mail {

namespace {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Unref>;

template <typename Object>
GMimeObject* object_of(Owned<Object> const& object) {
  return GMIME_OBJECT(object.get());
}

void begin_gmime() {
  static bool const begun = [] {
    g_mime_init();
    return true;
  }();
  (void)begun;
}

struct Mailbox {
  std::string const& name;
  std::string const& address;
};

void add_mailbox(GMimeMessage* message, GMimeAddressType type, Mailbox const& mailbox) {
  Owned<InternetAddress> const address(internet_address_mailbox_new(
      mailbox.name.empty() ? nullptr : mailbox.name.c_str(), mailbox.address.c_str()));
  internet_address_set_charset(address.get(), "utf-8");
  internet_address_list_add(g_mime_message_get_addresses(message, type), address.get());
}

void set_header(GMimeMessage* message, char const* name, char const* value) {
  g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

// As it is, on one line: an encoded word is no URL (RFC 2047, 5).
void set_url_header(GMimeMessage* message, char const* name, std::string const& url) {
  set_header(message, name, "");
  GMimeHeaderList* const headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
  g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name),
                              (" <" + url + ">\n").c_str());
}

void set_content(GMimePart* part, BytesView bytes, GMimeContentEncoding encoding) {
  Owned<GMimeStream> const stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  Owned<GMimeDataWrapper> const content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part, content.get());
  g_mime_part_set_content_encoding(part, encoding);
}

// Every line end becomes CR LF: a letter is written with either.
std::string with_crlf(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const is_pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (is_pair) {
      continue;
    }
    if (text[i] == '\n' || text[i] == '\r') {
      lines += "\r\n";
    } else {
      lines += text[i];
    }
  }
  return lines;
}

Owned<GMimePart> text_part(char const* subtype, std::string_view text) {
  Owned<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(object_of(part), "charset", "utf-8");
  set_content(part.get(), with_crlf(text), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

// GMime would draw the boundary from the system's randomness.
Owned<GMimeMultipart> multipart(char const* subtype, Postmark const& postmark) {
  Owned<GMimeMultipart> parts(g_mime_multipart_new_with_subtype(subtype));
  g_mime_multipart_set_boundary(
      parts.get(), ("=_" + std::string(subtype) + "_" + to_string(postmark.id)).c_str());
  return parts;
}

Owned<GMimePart> attachment_part(Attachment const& attachment) {
  std::size_t const slash = attachment.content_type.find('/');
  Owned<GMimePart> part(
      g_mime_part_new_with_type(attachment.content_type.substr(0, slash).c_str(),
                                attachment.content_type.substr(slash + 1).c_str()));
  g_mime_object_set_disposition(object_of(part), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_object_set_content_disposition_parameter(object_of(part), "filename",
                                                  attachment.file_name.c_str());
  auto* const parameters = g_mime_content_disposition_get_parameters(
      g_mime_object_get_content_disposition(object_of(part)));
  g_mime_param_set_charset(g_mime_param_list_get_parameter(parameters, "filename"), "utf-8");
  set_content(part.get(), attachment.bytes, GMIME_CONTENT_ENCODING_BASE64);
  return part;
}

Owned<GMimeObject> texts_of(Letter const& letter, Postmark const& postmark) {
  auto plain = text_part("plain", letter.text);
  if (letter.html.empty()) {
    return Owned<GMimeObject>(GMIME_OBJECT(plain.release()));
  }
  auto const alternatives = multipart("alternative", postmark);
  g_mime_multipart_add(alternatives.get(), object_of(plain));
  g_mime_multipart_add(alternatives.get(), object_of(text_part("html", letter.html)));
  return Owned<GMimeObject>(GMIME_OBJECT(g_object_ref(alternatives.get())));
}

Owned<GMimeObject> body_of(Letter const& letter, Postmark const& postmark) {
  auto texts = texts_of(letter, postmark);
  if (letter.attachments.empty()) {
    return texts;
  }
  auto const all = multipart("mixed", postmark);
  g_mime_multipart_add(all.get(), texts.get());
  for (Attachment const& attachment : letter.attachments) {
    g_mime_multipart_add(all.get(), object_of(attachment_part(attachment)));
  }
  return Owned<GMimeObject>(GMIME_OBJECT(g_object_ref(all.get())));
}

void set_date(GMimeMessage* message, Instant date) {
  auto const seconds = std::chrono::floor<std::chrono::seconds>(date).time_since_epoch().count();
  std::unique_ptr<GDateTime, void (*)(GDateTime*)> const at(g_date_time_new_from_unix_utc(seconds),
                                                            g_date_time_unref);
  g_mime_message_set_date(message, at.get());
}

void set_headers(GMimeMessage* message, Letter const& letter, Sender const& from,
                 Postmark const& postmark) {
  add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, {.name = from.name, .address = from.address});
  add_mailbox(message, GMIME_ADDRESS_TYPE_TO,
              {.name = letter.to_name, .address = letter.to_address});
  if (!letter.reply_to.empty()) {
    add_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, {.name = {}, .address = letter.reply_to});
  }
  g_mime_message_set_subject(message, letter.subject.c_str(), "utf-8");
  set_date(message, postmark.date);
  std::string const domain = from.address.substr(from.address.rfind('@'));
  g_mime_message_set_message_id(message, (to_string(postmark.id) + domain).c_str());
  set_header(message, "Auto-Submitted", "auto-generated");
  if (!letter.list_unsubscribe.empty()) {
    set_url_header(message, "List-Unsubscribe", letter.list_unsubscribe);
    set_header(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
}

Bytes written(GMimeMessage* message) {
  std::unique_ptr<GMimeFormatOptions, void (*)(GMimeFormatOptions*)> const options(
      g_mime_format_options_new(), g_mime_format_options_free);
  g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
  Owned<GMimeStream> const stream(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(GMIME_OBJECT(message), options.get(), stream.get());
  GByteArray const* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<char const*>(bytes->data), bytes->len};
}

}  // namespace

Bytes mime_of(Letter const& letter, Sender const& from, Postmark const& postmark) {
  begin_gmime();
  Owned<GMimeMessage> const message(g_mime_message_new(FALSE));
  set_headers(message.get(), letter, from, postmark);
  g_mime_message_set_mime_part(message.get(), body_of(letter, postmark).get());
  return with_crlf(written(message.get()));
}

}  // namespace lofte::edge::mail
