#include "schema/detail/formats.h"

#include <gtest/gtest.h>

using namespace gongwen::schema;

namespace {

struct FormatCases {
  Format format;
  std::vector<std::string_view> good;
  std::vector<std::string_view> bad;
};

const std::string kLongLocalPart = std::string(64, 'a') + "@b.cn";
const std::string kTooLongLocalPart = std::string(65, 'a') + "@b.cn";

}  // namespace

TEST(Formats, EveryFormatDescribesItselfByAnExampleThatMatches) {
  for (const std::string_view name : format_names()) {
    SCOPED_TRACE(name);
    const auto format = find_format(name);
    ASSERT_TRUE(format);
    EXPECT_EQ(describe_format(*format).name, name);
    EXPECT_TRUE(matches_format(*format, describe_format(*format).example));
    EXPECT_FALSE(describe_format(*format).title.chinese.empty());
  }
  EXPECT_FALSE(find_format("idn-email"));
}

TEST(Formats, EachFormatTakesWhatItShouldAndNothingElse) {
  const FormatCases cases[] = {
      {Format::Date,
       {"2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"},
       {"", "2023-02-29", "1900-02-29", "2024-2-4", "2024-13-01", "2024-00-01", "2024-01-00", "2024-04-31", "20240204",
        "2024-02-04 ", "2024/02/04", "２０２４-02-04"}},
      {Format::Month, {"2024-01", "2024-12"}, {"", "2024-13", "2024-1", "2024-00", "2024-01-01"}},
      {Format::Time,
       {"00:00:00Z", "23:59:59.123+23:59", "08:30:06-08:00", "23:59:60Z", "15:59:60-08:00", "01:29:60+01:30",
        "12:00:00z"},
       {"", "24:00:00Z", "12:60:00Z", "12:00:61Z", "12:00:00", "12:00Z", "12:00:00+24:00", "12:00:00+8", "22:59:60Z",
        "12:00:00.Z", "12:00:00+08:60"}},
      {Format::DateTime,
       {"2024-02-04T09:30:00Z", "1998-12-31t23:59:60.5z", "2024-02-04T09:30:00+08:00"},
       {"", "2024-02-04", "2024-02-30T09:30:00Z", "2024-02-04 09:30:00Z", "2024-02-04T25:00:00Z"}},
      {Format::Duration,
       {"P4DT12H30M5S", "P4Y", "P1Y2M3D", "PT0S", "P1M", "PT1M", "PT36H", "P1DT12H", "P2W"},
       {"", "P", "PT", "P1DT", "P1YT", "PT1D", "P2D1Y", "P1D2H", "P1W1D", "4D", "P1Y1D", "PT1H1S", "P-1D"}},
      {Format::Email,
       {"a@b.cn", "joe.bloggs@example.com", "\"joe bloggs\"@example.com", "\"a\\\"b\"@c.cn", "te~st@example.com",
        "a@[127.0.0.1]", "a@[IPv6:::1]", kLongLocalPart},
       {"", "a", "@b.cn", "a@", ".a@b.cn", "a.@b.cn", "a..b@c.cn", "a b@c.cn", "a@b c", "a@-b.cn", "a@[127.0.0.300]",
        "张三@b.cn", "\"a\"b\"@c.cn", "\"a\\\"@c.cn", kTooLongLocalPart}},
      {Format::Hostname,
       {"www.example.cn", "localhost", "xn--4gbwdl.xn--wgbh1c", "a", "1host"},
       {"", "-a.cn", "a-.cn", "a..b", ".a", "a.", "a_b.cn", "公文.cn"}},
      {Format::Ipv4,
       {"0.0.0.0", "255.255.255.255"},
       {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "0x7f.1", "1.2.3."}},
      {Format::Ipv6,
       {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "::ffff:1.2.3.4", "1::8", "d6::42:7"},
       {"", ":", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", ":1:2:3:4:5:6:7", "::1%eth0",
        "1.2.3.4::", "1:2:3:4:5:6:7::8", "::g", "1:2:3:4:5:6:7:1.2.3.4", ":::"}},
      {Format::Uuid,
       {"2EB8AA08-AA98-11EA-B4AA-73B441D16380", "00000000-0000-0000-0000-000000000000"},
       {"", "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
        "2eb8aa08-aa98-11ea-b4aa-73b441d1638g", "2eb8aa08-aa98-11ea-b4aa73b441d16380",
        "2eb8aa08-aa98-11ea-b4aa-73b441d16380-"}},
      {Format::Uri,
       {"http://foo.bar/?baz=qux#quux", "http://foo.bar:80/?q=Test%20URL", "mailto:a@b.cn", "urn:oasis:names:1",
        "ldap://[2001:db8::7]/c=GB?objectClass?one", "tel:+86-10", "http://user:pw@h/"},
       {"", "//foo.bar/", "/abc", "abc", "http:// a", "http://a b/", "http://a/%2", "http://a/公", "http://[::1",
        "http://h:8a/", ":// x", "http://a/\\b", "http://a/<>"}},
      {Format::UriReference,
       {"", "/abc", "abc", "#frag", "//foo.bar/", "http://a/", "?q", "./a:b"},
       {"\\\\share", "#frag\\ment", "abc公", "1a:b"}},
      {Format::JsonPointer, {"", "/", "/a~0~1/0", "//"}, {"a", "/~", "/~2", "#/a"}},
      {Format::Regex, {"", "^\\d{4}$", "[\\p{Script=Han}]"}, {"(", "\\a", "a**", "^(abc]"}},
      {Format::PhoneCn,
       {"13800138000", "010-64102222", "028-64102222", "0571-88881234-8001", "400-810-0000", "+49 30 1234567"},
       {"", "12800138000", "1380013800", "138001380000", "64102222", "10-64102222", "010-641022",
        "010-64102222-1234567", "+8513800138000", "138-0013-8000",
        // Other ways to write a number are read, but are not its one form.
        "+8613800138000", "01064102222", "+86-10-64102222", "4008100000", "+49-30-1234567", "0138-00138000"}},
      {Format::PlanNumber,
       {"20240123-T-469", "20263116-Q-252", "19990001-Z-469"},
       {"", "2024123-T-469", "20240123-X-469", "20240123-T-46", "21240123-T-469", "20240123T469"}},
      {Format::IsoReference,
       {"ISO/IEC 27001:2022",
        "ISO 9001",
        "IEC 61508-1:2010",
        "ISO/NP 24583",
        "ISO/IEC DTR 5891",
        "ISO/IEC CD TS 27103",
        "ISO/IEC 27036-3",
        "ISO/IEC 27001:2013/Cor 1",
        "ISO/IEC 9594-8:2020/Amd 1:2022",
        "ISO/IEC CD 27090.2",
        "ISO/IEC DIS 27091.2",
        "ISO/IEC WD TS 27103",
        "ISO/IEC AWI TS 27564",
        "ISO/IEC PRF TS 27022",
        "ISO/IEC 27001:2022/DAM 1",
        "ISO/IEC 27001:2022/FDAM 1",
        "ISO/IEC 27001:2022/CD Amd 1",
        "ISO/IEC 27001:2022/DAM 1.2",
        "IEC 62443-2-1",
        "ISO/IEC/IEEE DIS 15288",
        "ISO/SAE DIS 21434",
        "ISO/IEC TR 27016:2014(E)",
        "ISO/IEC 27001:2022 (E/F)",
        "ISO/IEC Guide 51:2014",
        "ISO/IEC PWI 27568",
        "ISO/TS 12901-2",
        "ISO/IEC FDIS 27701:2025",
        "IEC CDV 62443-3-3",
        "IEC 62443-2-4:2015/AMD1:2017",
        "IEC 62443-2-1:2024 ED2",
        "ISO/IEC/IEEE 8802-1AE",
        "ISO/IEC 27001:2022/PWI Amd 1"},
       {"",
        "ISO",
        "ISO27001",
        "ISO/IEC XX 1",
        "ITU 9001",
        "ISO 27001:22",
        "ISO/IEC 27001:2013/Foo 1",
        "ISO/IEC  27001",
        "ISO/IEC 27090.2",
        "ISO/IEC CD 27090.1",
        "ISO/IEC DIS TS 27001",
        "ISO/IEC CD27090",
        "ISO/IEC 27001:2022/DAM",
        "ISO/IEC DIS 27001/DAM 1",
        "ISO/IEC 27001:2022/DAM 0",
        "ISO/IEC 27001:2022(X)",
        "ISO/IEC 27001:2122",
        "IEEE 802",
        "ISO/IEC JTC 1",
        "ISO/IEC 027001",
        "ISO/IEC 27001-",
        "ISO/IEC 27001:2022/DIS DAM 1",
        "ISO/ABC 27001",
        "ISO/IEC 27001:2022 ED",
        "ISO/IEC 27001 DIS",
        "ISO/IEC DIS",
        "ISO/IEC DTS TS 27103"}},
      {Format::GbNumber,
       {"GB/T 9704-2012", "GB 11643—1999", "GB/Z 20985.1–2017", "GB/T 20000.10-2016"},
       {"", "GB/T9704-2012", "GB/X 9704-2012", "GB/T 9704", "GB/T 9704-12", "gb/t 9704-2012", "GB/T 9704/2012"}},
      {Format::DocNumber,
       {"网安字〔2024〕5号", "中网办发文〔2016〕5号", "国标委综合〔2024〕1234号"},
       {"", "网安字[2024]5号", "网安字〔2024〕05号", "网安字〔2024〕第5号", "网安字〔24〕5号", "字〔2024〕5号",
        "网安字〔2024〕12345号", "网安字（2024）5号", "WA字〔2024〕5号"}},
      {Format::AnnouncementNumber,
       {"2024年第1号", "1999年第123号"},
       {"", "2024年第01号", "2024年1号", "24年第1号", "2024年第1号 "}},
      {Format::PostalCode, {"100007", "010010", "850000"}, {"", "10000", "1000070", "900000", "10000a"}},
      {Format::IdCard,
       {"11010519491231002X", "440524188001010014"},
       {"", "11010519491231002x", "110105194912310021", "11010519491331002X", "01010519491231002X", "1101051949123100",
        "11010519490229002X"}},
      // By hand for the first one: the weighted values add up to 954 = 30 × 31 + 24, and 31 - 24 is 7.
      {Format::CreditCode,
       {"91110000MA00000077", "12100000MA00000078", "5110000040000000XM"},
       {"", "91110000MA00000078", "91110000MA0000007", "911100000MA00000077", "91110000ma00000077",
        "9111000OMA00000077", "91A10000MA00000077", "91110000MA00000007", "19110000MA00000077", "91110000MA0000007O"}},
  };
  for (const FormatCases& c : cases) {
    SCOPED_TRACE(describe_format(c.format).name);
    for (const std::string_view text : c.good) EXPECT_TRUE(matches_format(c.format, text)) << text;
    for (const std::string_view text : c.bad) EXPECT_FALSE(matches_format(c.format, text)) << text;
  }
}
