#include "data/written_values.h"

#include <doctest/doctest.h>

using namespace gongwen::data;

namespace {

struct WrittenCase {
  Format format;
  std::string_view written;
  std::string_view normal;  // empty: it cannot be said what was meant
};

}  // namespace

TEST_CASE("values are read as people write them") {
  const WrittenCase cases[] = {
      {Format::Date, "2024年2月4日", "2024-02-04"},
      {Format::Date, "2024 年 2 月 4 日", "2024-02-04"},
      {Format::Date, "2024年2月4号", "2024-02-04"},
      {Format::Date, "2024.2.4", "2024-02-04"},
      {Format::Date, "2024/02/4", "2024-02-04"},
      {Format::Date, "2024－2－4", "2024-02-04"},
      {Format::Date, "２０２４年２月４日", "2024-02-04"},
      {Format::Date, "20240204", "2024-02-04"},
      {Format::Date, "二〇二四年十二月三十一日", "2024-12-31"},
      {Format::Date, "二零二四年二月二十九日", "2024-02-29"},
      {Format::Date, "2024-02-04 00:00:00", "2024-02-04"},
      {Format::Date, "2024-02-04T00:00:00Z", "2024-02-04"},
      {Format::Date, "“2024-02-04”", "2024-02-04"},
      {Format::Date, "2024-02-31", ""},
      {Format::Date, "2024年2月", ""},
      {Format::Date, "2/4/2024", ""},
      {Format::Date, "24-2-4", ""},
      {Format::Date, "2024.2-4", ""},
      {Format::Date, "2024-2-4至2024-2-6", ""},
      {Format::Date, "2024-02-04 09:30:00", ""},
      {Format::Date, "2024-02-00", ""},
      {Format::Month, "2024年2月", "2024-02"},
      {Format::Month, "1980。5", "1980-05"},
      {Format::Month, "1980–05", "1980-05"},
      {Format::Month, "1980.10", "1980-10"},
      {Format::Month, "1980.1", "1980-01"},
      {Format::Month, "198005", "1980-05"},
      {Format::Month, "1980/5/1", "1980-05"},
      {Format::Month, "2024年2月4日", "2024-02"},
      {Format::Month, "二〇二四年二月", "2024-02"},
      {Format::Month, "1980年13月", ""},
      {Format::Month, "1980年2月30日", ""},
      {Format::Month, "5.1980", ""},
      {Format::Month, "1980", ""},
      {Format::Month, "至今", ""},
      {Format::PhoneCn, "138 0000 0000", "13800000000"},
      {Format::PhoneCn, "138-0000-0000", "13800000000"},
      {Format::PhoneCn, "１３８００００００００", "13800000000"},
      {Format::PhoneCn, "0086-13800000000", "13800000000"},
      {Format::PhoneCn, "(+86) 138 0000 0000", "13800000000"},
      {Format::PhoneCn, "(010)64102222", "010-64102222"},
      {Format::PhoneCn, "（010）64102222", "010-64102222"},
      {Format::PhoneCn, "010 64102222", "010-64102222"},
      {Format::PhoneCn, "010—64102222", "010-64102222"},
      {Format::PhoneCn, "010——6410 2222", "010-64102222"},
      {Format::PhoneCn, "010-64102222转8305", "010-64102222-8305"},
      {Format::PhoneCn, "010-64102222 转分机 8305", "010-64102222-8305"},
      {Format::PhoneCn, "010-64102222 ext. 8305", "010-64102222-8305"},
      {Format::PhoneCn, "01064102222-8305", "010-64102222-8305"},
      {Format::PhoneCn, "+86（10）6410-2222", "010-64102222"},
      {Format::PhoneCn, "(0571) 8765 4321", "0571-87654321"},
      {Format::PhoneCn, "0311 641 0222", "0311-6410222"},
      {Format::PhoneCn, "400 810 0000", "400-810-0000"},
      {Format::PhoneCn, "+49（30）1234567", "+49 30 1234567"},
      {Format::PhoneCn, "00852-2345-6789", "+852 2345 6789"},
      {Format::PhoneCn, "13800000000（微信同号）", ""},
      {Format::PhoneCn, "13800000000、13900000000", ""},
      {Format::PhoneCn, "13800000000 13900000000", ""},
      {Format::PhoneCn, "64102222", ""},
      {Format::PhoneCn, "1380000000", ""},
      {Format::PhoneCn, "138000000000", ""},
      {Format::PhoneCn, "010-64102222 8305", ""},
      {Format::PhoneCn, "+49 (0)30 1234567", ""},
      {Format::PhoneCn, "+", ""},
      {Format::PhoneCn, "()", ""},
      {Format::Email, "a@b。cn", "a@b.cn"},
      {Format::Email, "mailto:a@b.cn", "a@b.cn"},
      {Format::Email, "ａ＠ｂ．ｃｎ", "a@b.cn"},
      {Format::Email, "<a@b.cn>", "a@b.cn"},
      {Format::Email, "a @ b.cn；", "a@b.cn"},
      {Format::Email, "a@b.cn,c@d.cn", ""},
      {Format::Email, "李 <a@b.cn>", ""},
      {Format::Email, "li@example", ""},
      {Format::PostalCode, "１０００ ０７", "100007"},
      {Format::PlanNumber, "２０２４０１２３－Ｔ－４６９", "20240123-T-469"},
      {Format::PlanNumber, "20240123—t—469", "20240123-T-469"},
      {Format::GbNumber, "ＧＢ／Ｔ 9704－2012", "GB/T 9704-2012"},
      {Format::GbNumber, "GB/T9704-2012", "GB/T 9704-2012"},
      {Format::IsoReference, "ISO/IEC27001：2022", "ISO/IEC 27001:2022"},
      {Format::DocNumber, "网安字[２０２４]5号", "网安字〔2024〕5号"},
      {Format::DocNumber, "网安字（2024） 5号", "网安字〔2024〕5号"},
      {Format::IdCard, "11010519491231002x", "11010519491231002X"},
      {Format::Uri, "ｈttps：//www.example.cn/", "https://www.example.cn/"},
      {Format::Uri, "https://例子.cn/", ""},
  };
  for (const WrittenCase& c : cases) {
    CAPTURE(describe_format(c.format).name);
    CAPTURE(c.written);
    const auto read = read_written(c.format, c.written);
    CHECK(read.value_or("") == c.normal);
    if (read) CHECK(matches_format(c.format, *read));
  }
}

TEST_CASE("a text that matches is read as it is") {
  for (const std::string_view name : format_names()) {
    const Format format = *find_format(name);
    CAPTURE(name);
    CHECK(read_written(format, describe_format(format).example) == describe_format(format).example);
  }
}

TEST_CASE("what cannot be read is answered by how to write it") {
  CHECK(advise(Format::Date, "2023-02-31").chinese == "2023年2月没有31日，最后一天写作 `2023-02-28`");
  CHECK(advise(Format::Date, "2023-02-31").english == "2023-02 has no day 31; its last one is `2023-02-28`");
  CHECK(advise(Format::Date, "2023年2月").chinese == "还要写明是哪一天，例如 `2023-02-01`");
  CHECK(advise(Format::Month, "2023-13").chinese == "一年只有12个月，没有13月");
  CHECK(advise(Format::Date, "昨天").chinese == "例如 `2024-02-04`");
  CHECK(advise(Format::PhoneCn, "13800000000（微信同号）").chinese == "号码以外的文字请删去，只写 `13800000000`");
  CHECK(advise(Format::PhoneCn, "138 0000 0000 / 010-64102222").chinese ==
        "这里写了几个号码，只能写一个，例如 `13800000000`");
  CHECK(advise(Format::PhoneCn, "64102222").chinese == "固定电话请加区号，例如 `010-64102222`");
  CHECK(advise(Format::PhoneCn, "１３８００００００").chinese == "手机号码应为11位，这里有9位");
  CHECK(advise(Format::Email, "li@example").chinese == "“@”后面的域名不完整，例如 `name@example.cn`");
  CHECK(advise(Format::Email, "李").chinese == "缺少“@”，例如 `name@example.cn`");
}

TEST_CASE("words for nothing, for yes and for no") {
  for (const std::string_view word : {"无", " 无 ", "—", "——", "/", "／", "N/A", "－"}) CHECK(means_nothing(word));
  for (const std::string_view word : {"", "无线电", "有", "0"}) CHECK_FALSE(means_nothing(word));
  for (const std::string_view word : {"是", "☑", "√", "ＹＥＳ", "true"}) CHECK(read_yes_or_no(word) == true);
  for (const std::string_view word : {"否", "☐", "FALSE"}) CHECK(read_yes_or_no(word) == false);
  CHECK_FALSE(read_yes_or_no("不详"));
  CHECK(read_yes_or_no("☑是　☐否") == true);
  CHECK(read_yes_or_no("□是　■否") == false);
  CHECK_FALSE(read_yes_or_no("☑是　☑否"));
  CHECK_FALSE(read_yes_or_no("☐是　☐否"));
}

TEST_CASE("what stands around a choice is left out") {
  CHECK(without_ticks("男√") == "男");
  CHECK(without_ticks(" ☑ 男") == "男");
  CHECK(without_ticks("男") == "");
  CHECK(sole_number("WG5") == "5");
  CHECK(sole_number("第５工作组") == "5");
  CHECK(sole_number("5、4") == "");
  CHECK(sole_number("WG5 WG4") == "");
  CHECK(sole_number("甲5") == "");
}
