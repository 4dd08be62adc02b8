#include "edge/upload/multipart.hpp"

#include <gmock/gmock.h>

namespace lofte::edge::upload {
namespace {

constexpr std::string_view type = "multipart/form-data; boundary=----WebKitFormBoundaryAaB03x";

std::string part(std::string const& disposition, std::string const& content,
                 std::string const& more = "") {
  return "------WebKitFormBoundaryAaB03x\r\nContent-Disposition: form-data; " + disposition +
         "\r\n" + more + "\r\n" + content + "\r\n";
}

std::string const end = "------WebKitFormBoundaryAaB03x--\r\n";

Fault fault_of(std::string_view content_type, std::string const& body) {
  return read_multipart(content_type, body).error();
}

TEST(Multipart, ReadsFieldsAndFilesAsABrowserSendsThem) {
  std::string binary = "\x89PNG\r\n\x1a\n";
  for (int i = 0; i < 256; ++i) {
    binary += static_cast<char>(i);
  }
  binary += "\r\n--not the boundary\r\n\n\r";
  auto const form = read_multipart(
      type,
      part("name=\"name\"", "Åsa \u05e9 \U0001F600") + part("name=\"message\"", "a\r\nb\r\n") +
          part("name=\"files\"; filename=\"räka.png\"", binary, "Content-Type: image/png\r\n") +
          part("name=\"files\"; filename=\"\"", "", "Content-Type: application/octet-stream\r\n") +
          end);
  ASSERT_TRUE(form.has_value());
  ASSERT_EQ(form->fields.size(), 2U);
  EXPECT_EQ(form->fields[0].value, "Åsa \u05e9 \U0001F600");
  EXPECT_EQ(form->fields[1].value, "a\r\nb\r\n");
  ASSERT_EQ(form->files.size(), 1U);
  EXPECT_EQ(form->files[0].field, "files");
  EXPECT_EQ(form->files[0].name, "räka.png");
  EXPECT_TRUE(form->files[0].bytes == binary);
}

TEST(Multipart, ANameKeepsItsQuotesAndWritesNoHeader) {
  auto const form = read_multipart(
      type, part("name=\"files\"; filename=\"a%22b%0D%0ASet-Cookie: x.png\"", "x") + end);
  ASSERT_EQ(form->files.size(), 1U);
  EXPECT_EQ(form->files[0].name, "a\"b\r\nSet-Cookie: x.png") << "cleaned by whoever keeps it";
}

TEST(Multipart, AnEmptyFileIsThereAndAnUnchosenOneIsNot) {
  auto const form = read_multipart(type, part("name=\"files\"; filename=\"a.txt\"", "") + end);
  ASSERT_EQ(form->files.size(), 1U);
  EXPECT_EQ(form->files[0].bytes, "");
}

TEST(Multipart, ALetterThatIsAttachedIsAFileThatNobodyReads) {
  auto const form = read_multipart(
      type, part("name=\"files\"; filename=\"a.eml\"", "From: a@example.com\r\n\r\nhi",
                 "Content-Type: message/rfc822\r\n") +
                end);
  ASSERT_EQ(form->files.size(), 1U);
  EXPECT_EQ(form->files[0].name, "a.eml");
}

TEST(Multipart, WhatIsNoFormIsRefused) {
  EXPECT_EQ(fault_of("text/plain", "a"), Fault::not_multipart);
  EXPECT_EQ(fault_of("multipart/form-data", "a"), Fault::not_multipart);
  EXPECT_EQ(fault_of("multipart/form-data; boundary=\"\"", "a"), Fault::not_multipart);
  EXPECT_EQ(fault_of("multipart/form-data; boundary=" + std::string(71, 'b'), "a"),
            Fault::not_multipart);
  EXPECT_EQ(fault_of(type, part("filename=\"a.png\"", "x") + end), Fault::malformed);
  EXPECT_EQ(fault_of(type, part("name=\"a\"", "\xff\xfe") + end), Fault::malformed);
  EXPECT_EQ(fault_of(type, part("name=\"a\"", "--b\r\n\r\n\r\n--b--",
                                "Content-Type: multipart/mixed; boundary=b\r\n") +
                               end),
            Fault::malformed)
      << "parts in parts";
}

TEST(Multipart, AFieldGivenTwiceIsRefused) {
  EXPECT_EQ(fault_of(type, part("name=\"a\"", "1") + part("name=\"a\"", "2") + end),
            Fault::malformed)
      << "whoever reads it would choose one";
}

TEST(Multipart, AFieldHoldsNoControlCharactersButTabsAndLineEnds) {
  auto const form = read_multipart(
      type,
      part("name=\"a\"", std::string("An\x1b[2Jna\x7f\x01\t\r\nBerg \u05e9 \U0001F600")) + end);
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(form->fields[0].value, "An [2Jna  \t\r\nBerg \u05e9 \U0001F600");
  EXPECT_EQ(fault_of(type, part("name=\"a\"", std::string("An\0na", 5)) + end), Fault::malformed);
}

TEST(Multipart, PartsAndFieldsAreBounded) {
  std::string many;
  for (std::size_t i = 0; i <= parts_max; ++i) {
    many += part("name=\"a\"", "");
  }
  EXPECT_EQ(fault_of(type, many + end), Fault::too_many_parts);
  EXPECT_EQ(fault_of(type, part("name=\"a\"", std::string(field_bytes_max + 1, 'a')) + end),
            Fault::field_too_large);
}

TEST(Multipart, ABodyThatIsCutShortIsReadAsFarAsItGoesOrRefused) {
  std::string const whole = part("name=\"a\"", "b") + end;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    auto const form = read_multipart(type, whole.substr(0, size));
    EXPECT_TRUE(!form || form->fields.size() <= 1);
  }
}

}  // namespace
}  // namespace lofte::edge::upload
