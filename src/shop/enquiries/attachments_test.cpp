#include "shop/enquiries/attachments.hpp"

#include <gmock/gmock.h>

namespace lofte::shop::enquiries {
namespace {

TEST(Attachments, AFileIsWhatItBeginsAsAndIsNamedAs) {
  EXPECT_EQ(file_type_of("a.pdf", "%PDF-1.7\n"), FileType::pdf);
  EXPECT_EQ(file_type_of("a.PNG", "\x89PNG\r\n\x1a\n..."), FileType::png);
  EXPECT_EQ(file_type_of("a.jpeg", "\xff\xd8\xff\xe0"), FileType::jpeg);
  EXPECT_EQ(file_type_of("a.txt", "Hej, det går sönder \xf0\x9f\x98\xa2\r\n"), FileType::text);
  EXPECT_EQ(file_type_of("a.png", "<script>"), std::nullopt) << "named as what it is not";
  EXPECT_EQ(file_type_of("a.html", "%PDF-1.7\n"), std::nullopt);
  EXPECT_EQ(file_type_of("a.svg", "<svg onload=alert(1)>"), std::nullopt);
  EXPECT_EQ(file_type_of("a.exe", "MZ"), std::nullopt);
  EXPECT_EQ(file_type_of("a.txt", std::string_view("a\0b", 3)), std::nullopt);
  EXPECT_EQ(file_type_of("a.txt", "\xff\xfe"), std::nullopt) << "not UTF-8";
  EXPECT_EQ(file_type_of("a.txt", "\xc0\xaf"), std::nullopt) << "written longer than need be";
}

TEST(Attachments, ANameIsTheLastPartOfAPathAndShowsTheEndingItHas) {
  EXPECT_EQ(clean_file_name("photo.png"), "photo.png");
  EXPECT_EQ(clean_file_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(clean_file_name("C:\\Users\\anna\\trasig pinne.jpg"), "trasig pinne.jpg");
  EXPECT_EQ(clean_file_name("..."), "file");
  EXPECT_EQ(clean_file_name(".htaccess"), "htaccess");
  EXPECT_EQ(clean_file_name("a.png\r\nSet-Cookie: session=x"), "a.pngSet-Cookie: session=x");
  EXPECT_EQ(clean_file_name("bill\u202Egnp.exe"), "billgnp.exe");
  EXPECT_EQ(clean_file_name("\u05e9\u05dc\u05d5\u05dd \U0001F600.pdf"),
            "\u05e9\u05dc\u05d5\u05dd \U0001F600.pdf");
  EXPECT_EQ(clean_file_name("\xff\xfe"), "file");
  std::string const cleaned = clean_file_name(std::string(300, 'a') + "\u00e5.jpeg");
  EXPECT_EQ(cleaned.size(), file_name_bytes_max);
  EXPECT_TRUE(cleaned.ends_with("a.jpeg"));
  std::string const to_the_brim(file_name_bytes_max - 1, 'a');
  EXPECT_EQ(clean_file_name(to_the_brim + " and more"), to_the_brim);
}

TEST(Attachments, AreKeptAsTextAndComeBackWhole) {
  std::vector<Attachment> const files{
      {.name = "räksmörgås; a=b,.png", .type = FileType::png, .bytes = "\x89PNG\r\n\x1a\n"},
      {.name = "b.txt", .type = FileType::text, .bytes = ""}};
  std::string const text = encode(files);
  EXPECT_TRUE(text.starts_with("data:image/png;name=r%c3%a4ksm"));
  auto const decoded = decode_attachments(text);
  ASSERT_EQ(decoded.size(), 2U);
  EXPECT_EQ(decoded[0].name, files[0].name);
  EXPECT_EQ(decoded[0].bytes, files[0].bytes);
  EXPECT_EQ(decoded[1].type, FileType::text);
  EXPECT_TRUE(decode_attachments("").empty());
  EXPECT_TRUE(decode_attachments("data:text/html;name=a;base64,YQ==\nnonsense").empty());
  EXPECT_TRUE(decode_attachments("data:image/png;name=%4;base64,YQ==").empty());
  EXPECT_TRUE(decode_attachments("data:image/png;name=;base64").empty());
  auto const unclean = decode_attachments("data:text/plain;name=..%2fa.txt;base64,YQ==");
  ASSERT_EQ(unclean.size(), 1U);
  EXPECT_EQ(unclean[0].name, "a.txt");
}

}  // namespace
}  // namespace lofte::shop::enquiries
