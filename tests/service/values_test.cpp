#include "service/http/fields.h"
#include "service/http/form.h"
#include "service/http/network.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace gongwen::http;
using gongwen::diagnostics::Language;

RequestHead head_with(std::vector<Header> headers) {
  RequestHead head;
  head.method = "GET";
  head.headers = std::move(headers);
  return head;
}

// Dates.

TEST(HttpDate, IsWrittenAndRead) {
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
  EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 23:59:60 GMT"), 1709251199);
}

TEST(HttpDate, OtherTextsAreNone) {
  for (const std::string_view text :
       {"", "Sun, 06 Nov 1994 08:49:37 UTC", "Mon, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "Wed, 30 Feb 2024 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "sun, 06 nov 1994 08:49:37 gmt", "Sun, 06 Nov 1994 08-49-37 GMT"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

// Names of files.

TEST(ContentDisposition, NamesInAsciiAreQuoted) {
  EXPECT_EQ(content_disposition("attachment", "a b.pdf"), "attachment; filename=\"a b.pdf\"");
}

TEST(ContentDisposition, OtherNamesAreEncodedToo) {
  EXPECT_EQ(content_disposition("inline", "公文 1.pdf"),
            "inline; filename=\"__ 1.pdf\"; filename*=UTF-8''%E5%85%AC%E6%96%87%201.pdf");
  EXPECT_EQ(content_disposition("attachment", "a\"\r\nb"),
            "attachment; filename=\"a___b\"; filename*=UTF-8''a%22%0D%0Ab");
}

TEST(ExtendedValue, IsDecoded) {
  EXPECT_EQ(parse_extended_value("UTF-8''%E5%85%AC.pdf"), "公.pdf");
  EXPECT_EQ(parse_extended_value("utf-8'zh'a"), "a");
  for (const std::string_view text : {"UTF-8'a", "ISO-8859-1''a", "UTF-8''%FF", "UTF-8''%4", "UTF-8''a b", "a"}) {
    EXPECT_FALSE(parse_extended_value(text)) << text;
  }
}

TEST(FieldParameter, IsFoundByName) {
  EXPECT_EQ(field_parameter("a/b; charset=utf-8; Name=\"x y\"", "name"), "x y");
  EXPECT_EQ(field_parameter("a/b;name=\"x\\\"y\\\\z\\w\"", "name"), "x\"y\\z\\w");
  EXPECT_EQ(field_parameter("a/b; name=x;", "name"), "x");
  for (const std::string_view field : {"a/b", "a/b; other=x", "a/b; name=x; name=x", "a/b; name",
                                       "a/b; name=", "a/b; name=\"x", "a/b; name=x y", "a/b name=x"}) {
    EXPECT_FALSE(field_parameter(field, "name")) << field;
  }
  EXPECT_EQ(media_type(" Text/HTML ; charset=utf-8"), "text/html");
}

// What the client prefers.

TEST(PreferredLanguage, TheHigherWeightWins) {
  const auto chosen = [](std::string_view list) {
    return preferred_language(list, Language::Chinese);
  };
  EXPECT_EQ(chosen(""), Language::Chinese);
  EXPECT_EQ(chosen("fr, de"), Language::Chinese);
  EXPECT_EQ(chosen("en-GB,en;q=0.9,zh;q=0.8"), Language::English);
  EXPECT_EQ(chosen("zh-CN,zh;q=0.9,en;q=0.8"), Language::Chinese);
  EXPECT_EQ(chosen("zh;q=0.3, EN;q=0.7"), Language::English);
  EXPECT_EQ(chosen("en, zh"), Language::English);
  EXPECT_EQ(chosen("zh;q=0, en;q=0.001"), Language::English);
  EXPECT_EQ(chosen("en;q=0"), Language::Chinese);
  EXPECT_EQ(preferred_language("fr", Language::English), Language::English);
}

TEST(Accepts, TheMostExactRangeDecides) {
  EXPECT_TRUE(accepts("", "application/json"));
  EXPECT_TRUE(accepts("*/*", "application/json"));
  EXPECT_TRUE(accepts("application/*;q=0.1", "application/json"));
  EXPECT_TRUE(accepts("text/html, Application/JSON", "application/json"));
  EXPECT_FALSE(accepts("text/html", "application/json"));
  EXPECT_FALSE(accepts("*/*, application/json;q=0", "application/json"));
  EXPECT_TRUE(accepts("application/json;seq=0", "application/json"));
  EXPECT_FALSE(accepts("application/json;level=1; Q=0", "application/json"));
}

// Cookies.

TEST(Cookies, AreReadInOrder) {
  const auto head = head_with({{"cookie", "a=1; b=\"2\";c=;bad; x y=1; d=a b"}, {"cookie", "a=3"}});
  const std::vector<std::pair<std::string, std::string>> expected = {{"a", "1"}, {"b", "2"}, {"c", ""}, {"a", "3"}};
  EXPECT_EQ(parse_cookies(head), expected);
  EXPECT_EQ(find_cookie(head, "b"), "2");
  EXPECT_FALSE(find_cookie(head, "a"));
  EXPECT_FALSE(find_cookie(head, "z"));
}

TEST(Cookies, AreOfThisHostAlone) {
  Cookie cookie{"s", "v1", SameSite::Strict, std::chrono::seconds(60), false};
  EXPECT_EQ(set_cookie(cookie).value, "__Host-s=v1; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=60");
  cookie.insecure = true;
  EXPECT_EQ(set_cookie(cookie).value, "s=v1; Path=/; HttpOnly; SameSite=Strict; Max-Age=60");
}

TEST(CookiesDeathTest, ValueThatWouldAddAttributesIsABug) {
  EXPECT_DEATH(set_cookie({"s", "a; Domain=b", SameSite::Lax, std::nullopt, false}), "is_cookie_value");
}

// Forms.

std::vector<FormField> fields_of(std::string_view text) {
  const auto fields = parse_form(text);
  EXPECT_TRUE(fields) << text;
  return fields ? *fields : std::vector<FormField>();
}

TEST(Form, IsReadAsBrowsersWriteIt) {
  const std::vector<FormField> expected = {{"/name", "公 文"}, {"/name", "b"}, {"c", ""}, {"", "d"}, {"e", "=&+"}};
  EXPECT_EQ(fields_of("%2Fname=%E5%85%AC+%E6%96%87&/name=b&c&=d&&e=%3D%26%2B"), expected);
  EXPECT_EQ(fields_of(write_form(expected)), expected);
  EXPECT_TRUE(fields_of("").empty());
  EXPECT_EQ(*find_field(expected, "/name"), "公 文");
  EXPECT_EQ(find_field(expected, "none"), nullptr);
}

TEST(Form, IllFormedOnesAreRefused) {
  const auto error_of = [](std::string_view text, FormLimits limits = {}) {
    const auto fields = parse_form(text, limits);
    return fields ? std::optional<FormError>() : fields.error();
  };
  EXPECT_EQ(error_of("a=%4"), FormError::IllFormed);
  EXPECT_EQ(error_of("a=%zz"), FormError::IllFormed);
  EXPECT_EQ(error_of("a=b c"), FormError::IllFormed);
  EXPECT_EQ(error_of("a=公"), FormError::IllFormed);
  EXPECT_EQ(error_of("a=%ff"), FormError::NotUtf8);
  EXPECT_EQ(error_of("a=%00"), FormError::Control);
  EXPECT_EQ(error_of("a&b&c", {2, 10}), FormError::TooMany);
  EXPECT_EQ(error_of("abc=1", {2, 2}), FormError::NameTooLong);
}

// Addresses.

TEST(Network, ContainsItsAddresses) {
  const auto contains = [](std::string_view network, std::string_view address) {
    return parse_network(network).value().contains(parse_address(address).value());
  };
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.1.2"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.129"));
  EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(contains("192.0.2.1", "192.0.2.1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "255.255.255.255"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(contains("fd00::/8", "fdab::1"));
  EXPECT_TRUE(contains("127.0.0.1", "::ffff:127.0.0.1"));
  for (const std::string_view text : {"", "10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "fd00::/129", "10.0.0.0/",
                                      "10.0.0.0/a", "localhost", "10.0.0.0/-1"}) {
    EXPECT_FALSE(parse_network(text)) << text;
  }
}

TEST(Network, ClientsAreAddressesOrNetworksOfIPv6) {
  const auto client = [](std::string_view text) {
    return address_text(counted_client(*parse_address(text)));
  };
  EXPECT_EQ(client("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(client("::1"), "::");
}

TEST(Network, AnonymousClientsAreNetworks) {
  const auto client = [](std::string_view text) {
    return address_text(anonymous_client(*parse_address(text)));
  };
  EXPECT_EQ(client("192.0.2.77"), "192.0.2.0");
  EXPECT_EQ(client("2001:db8:1:2:3:4:5:6"), "2001:db8:1::");
}

TEST(ForwardedClient, TheRightMostAddressThatIsNotTrusted) {
  const std::vector<Network> trusted = {*parse_network("10.0.0.0/8")};
  const auto client = [&](const std::vector<std::string>& values) {
    return forwarded_client(values, trusted);
  };
  EXPECT_EQ(client({"6.6.6.6, 1.2.3.4, 10.0.0.1"}), "1.2.3.4");
  EXPECT_EQ(client({"6.6.6.6", "1.2.3.4", "10.0.0.1"}), "1.2.3.4");
  EXPECT_EQ(client({"10.0.0.9, 10.0.0.1"}), "10.0.0.9");
  EXPECT_EQ(client({"[2001:DB8::1]:80"}), "2001:db8::1");
  EXPECT_EQ(client({"junk, 1.2.3.4"}), "1.2.3.4");
  EXPECT_EQ(client({"1.2.3.4, junk"}), "");
  EXPECT_EQ(client({"1.2.3.4, [::1"}), "");
  EXPECT_EQ(client({}), "");
}

}  // namespace
