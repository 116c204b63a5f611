#include "resources/mail_message.h"

#include "resources/mail_client.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace {

using namespace gongwen::resources;

TEST(MailMessageTest, TheSameMessageHasTheSameBytes) {
  MailMessage message;
  message.from = "office@office.example";
  message.from_name = "Office \"of\" examples";
  message.subject = "一份标题很长的月报，长得一个编码词放不下，需要分成几个";
  message.date = "2025-03-10T20:00:00Z";
  message.message_id = message_id_of("2025-02 1", message.from);
  message.text = "text";
  const std::string bytes = message.bytes_for("li@example.org");
  EXPECT_EQ(bytes, message.bytes_for("li@example.org"));
  EXPECT_NE(bytes.find("From: \"Office \\\"of\\\" examples\" <office@office.example>\r\n"), std::string::npos);
  EXPECT_NE(bytes.find("Date: Tue, 11 Mar 2025 04:00:00 +0800\r\n"), std::string::npos);
  EXPECT_TRUE(message.message_id.ends_with("@office.example>"));
  // Lines have at most 78 characters (RFC 5322 section 2.1.1), encoded words 75 (RFC 2047 section 2).
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find("\r\n", begin), bytes.size());
    EXPECT_LE(end - begin, 78u) << bytes.substr(begin, end - begin);
    begin = end + 2;
  }
}

TEST(MailMessageTest, EncodedWordsEndBetweenCharacters) {
  MailMessage message;
  message.from = "office@office.example";
  // Four bytes a character: no multiple of the 39 bytes of a word.
  for (int i = 0; i < 50; ++i) message.subject += "\xF0\xA0\xAE\xB7";
  message.message_id = message_id_of("a", message.from);
  const std::string bytes = message.bytes_for("li@example.org");
  int words = 0;
  for (std::size_t at = bytes.find("=?UTF-8?B?"); at != std::string::npos; at = bytes.find("=?UTF-8?B?", at + 1)) {
    const std::size_t begin = at + 10;
    const std::size_t length = bytes.find("?=", begin) - begin;
    // 36 bytes are 9 characters; the last word has the 5 that are left.
    EXPECT_EQ(length, words < 5 ? 48u : 28u);
    ++words;
  }
  EXPECT_EQ(words, 6);
}

TEST(MailMessageTest, LineBreaksInTextsDoNotMakeHeaders) {
  MailMessage message;
  message.from = "office@office.example";
  message.from_name = "Office\r\nBcc: someone@example.org";
  message.subject = "one\r\nBcc: someone@example.org";
  const std::string bytes = message.bytes_for("li@example.org");
  EXPECT_EQ(bytes.find("Bcc"), std::string::npos);
}

TEST(MailMessageTest, AddressesThatWouldBeCommandsAreRefused) {
  for (const char* const good : {"li@example.org", "a.b+c=d@sub.example.org", "x@y"}) {
    EXPECT_TRUE(is_mail_address(good)) << good;
  }
  for (const char* const bad :
       {"", "@", "li", "li@", "@example.org", "li@example.org>\r\nRCPT TO:<wang@example.org", "li @example.org",
        "li@example.org\n", "<li@example.org>", "li@b@example.org", "李@example.org", "li@example.org,wang@example.org",
        "li\x7f@example.org", "\"li\"@example.org"}) {
    EXPECT_FALSE(is_mail_address(bad)) << bad;
  }
  EXPECT_TRUE(is_mail_address(std::string(242, 'a') + "@example.org"));
  EXPECT_FALSE(is_mail_address(std::string(243, 'a') + "@example.org"));
}

TEST(MailClientTest, NoServerIsAskedAboutABadAddress) {
  // Nobody listens at port 1: a connection would end as Lost.
  MailClient client({.url = "smtp://127.0.0.1:1", .needs_tls = false});
  const std::string from = "office@office.example";
  const std::string to = "li@example.org>\r\nRCPT TO:<wang@example.org";
  EXPECT_EQ(client.send({from, to, "x"}, std::chrono::seconds(1)).state, MailAnswer::State::Refused);
  const std::string good = "li@example.org";
  EXPECT_EQ(client.send({from, good, "x"}, std::chrono::seconds(1)).state, MailAnswer::State::Lost);
}

}  // namespace
