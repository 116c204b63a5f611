#include "templating/detail/chinese/surnames.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <string>

// Whether a name in pinyin agrees with a Chinese name, by its surname: people write given names in many ways, but
// rarely misspell their surname. Surnames with several readings are left out, since they prove nothing.
namespace gongwen::templating {
namespace {

struct Surname {
  std::u32string_view han;
  std::string_view spellings;  // with blanks between them
};

/// Common surnames with one reading, those of two characters first. Source of the spellings: GB/T 28039-2011; names
/// with ü also have the spelling used in passports.
constexpr std::array kSurnames = std::to_array<Surname>({
    {U"皇甫", "HUANGFU"},
    {U"慕容", "MURONG"},
    {U"欧阳", "OUYANG"},
    {U"上官", "SHANGGUAN"},
    {U"司马", "SIMA"},
    {U"司徒", "SITU"},
    {U"夏侯", "XIAHOU"},
    {U"诸葛", "ZHUGE"},
    {U"安", "AN"},
    {U"白", "BAI"},
    {U"包", "BAO"},
    {U"毕", "BI"},
    {U"蔡", "CAI"},
    {U"曹", "CAO"},
    {U"常", "CHANG"},
    {U"陈", "CHEN"},
    {U"程", "CHENG"},
    {U"成", "CHENG"},
    {U"崔", "CUI"},
    {U"戴", "DAI"},
    {U"邓", "DENG"},
    {U"丁", "DING"},
    {U"董", "DONG"},
    {U"窦", "DOU"},
    {U"杜", "DU"},
    {U"段", "DUAN"},
    {U"范", "FAN"},
    {U"樊", "FAN"},
    {U"方", "FANG"},
    {U"冯", "FENG"},
    {U"傅", "FU"},
    {U"付", "FU"},
    {U"符", "FU"},
    {U"甘", "GAN"},
    {U"高", "GAO"},
    {U"葛", "GE"},
    {U"耿", "GENG"},
    {U"龚", "GONG"},
    {U"顾", "GU"},
    {U"关", "GUAN"},
    {U"郭", "GUO"},
    {U"韩", "HAN"},
    {U"郝", "HAO"},
    {U"何", "HE"},
    {U"贺", "HE"},
    {U"侯", "HOU"},
    {U"胡", "HU"},
    {U"黄", "HUANG"},
    {U"霍", "HUO"},
    {U"纪", "JI"},
    {U"季", "JI"},
    {U"贾", "JIA"},
    {U"蒋", "JIANG"},
    {U"姜", "JIANG"},
    {U"江", "JIANG"},
    {U"焦", "JIAO"},
    {U"金", "JIN"},
    {U"康", "KANG"},
    {U"柯", "KE"},
    {U"孔", "KONG"},
    {U"赖", "LAI"},
    {U"兰", "LAN"},
    {U"雷", "LEI"},
    {U"李", "LI"},
    {U"黎", "LI"},
    {U"梁", "LIANG"},
    {U"廖", "LIAO"},
    {U"林", "LIN"},
    {U"凌", "LING"},
    {U"刘", "LIU"},
    {U"柳", "LIU"},
    {U"龙", "LONG"},
    {U"卢", "LU"},
    {U"陆", "LU"},
    {U"鲁", "LU"},
    {U"罗", "LUO"},
    {U"吕", "LYU LV LU LUE"},
    {U"马", "MA"},
    {U"毛", "MAO"},
    {U"梅", "MEI"},
    {U"孟", "MENG"},
    {U"苗", "MIAO"},
    {U"倪", "NI"},
    {U"聂", "NIE"},
    {U"宁", "NING"},
    {U"牛", "NIU"},
    {U"欧", "OU"},
    {U"潘", "PAN"},
    {U"庞", "PANG"},
    {U"裴", "PEI"},
    {U"彭", "PENG"},
    {U"齐", "QI"},
    {U"钱", "QIAN"},
    {U"乔", "QIAO"},
    {U"秦", "QIN"},
    {U"邱", "QIU"},
    {U"曲", "QU"},
    {U"任", "REN"},
    {U"阮", "RUAN"},
    {U"尚", "SHANG"},
    {U"邵", "SHAO"},
    {U"沈", "SHEN"},
    {U"申", "SHEN"},
    {U"石", "SHI"},
    {U"史", "SHI"},
    {U"施", "SHI"},
    {U"舒", "SHU"},
    {U"宋", "SONG"},
    {U"苏", "SU"},
    {U"孙", "SUN"},
    {U"谭", "TAN"},
    {U"唐", "TANG"},
    {U"汤", "TANG"},
    {U"陶", "TAO"},
    {U"田", "TIAN"},
    {U"童", "TONG"},
    {U"涂", "TU"},
    {U"万", "WAN"},
    {U"王", "WANG"},
    {U"汪", "WANG"},
    {U"魏", "WEI"},
    {U"韦", "WEI"},
    {U"温", "WEN"},
    {U"文", "WEN"},
    {U"吴", "WU"},
    {U"武", "WU"},
    {U"伍", "WU"},
    {U"夏", "XIA"},
    {U"向", "XIANG"},
    {U"萧", "XIAO"},
    {U"肖", "XIAO"},
    {U"谢", "XIE"},
    {U"邢", "XING"},
    {U"熊", "XIONG"},
    {U"徐", "XU"},
    {U"许", "XU"},
    {U"薛", "XUE"},
    {U"阎", "YAN"},
    {U"闫", "YAN"},
    {U"严", "YAN"},
    {U"颜", "YAN"},
    {U"杨", "YANG"},
    {U"阳", "YANG"},
    {U"姚", "YAO"},
    {U"叶", "YE"},
    {U"易", "YI"},
    {U"尹", "YIN"},
    {U"殷", "YIN"},
    {U"游", "YOU"},
    {U"于", "YU"},
    {U"余", "YU"},
    {U"俞", "YU"},
    {U"喻", "YU"},
    {U"袁", "YUAN"},
    {U"岳", "YUE"},
    {U"曾", "ZENG"},
    {U"翟", "ZHAI"},
    {U"张", "ZHANG"},
    {U"章", "ZHANG"},
    {U"赵", "ZHAO"},
    {U"郑", "ZHENG"},
    {U"钟", "ZHONG"},
    {U"周", "ZHOU"},
    {U"朱", "ZHU"},
    {U"祝", "ZHU"},
    {U"庄", "ZHUANG"},
    {U"邹", "ZOU"},
    {U"左", "ZUO"},
});

/// The letters of the name in capitals: `Ou-Yang` is OUYANG.
std::string letters_of(std::string_view latin) {
  std::string letters;
  for (const char c : latin) {
    const char lower = base::to_ascii_lower(c);
    if (base::is_ascii_lower(lower)) letters.push_back(static_cast<char>(lower - 'a' + 'A'));
  }
  return letters;
}

bool has_one_spelling(const Surname& surname) { return surname.spellings.find(' ') == std::string_view::npos; }

/// The word in capitals, if there is exactly one and it is a known surname.
std::string_view surname_in_capitals(std::string_view name) {
  std::string_view found;
  for (std::size_t begin = 0; begin < name.size();) {
    std::size_t end = begin;
    while (end < name.size() && base::is_ascii_upper(name[end])) ++end;
    const bool whole = end == name.size() || !base::is_ascii_lower(name[end]);
    if (end >= begin + 2 && whole) {
      if (!found.empty()) return {};
      found = name.substr(begin, end - begin);
    }
    begin = std::max(end, begin + 1);
    while (!whole && begin < name.size() && base::is_ascii_lower(name[begin])) ++begin;
  }
  const auto known = std::find_if(kSurnames.begin(), kSurnames.end(), [&](const Surname& surname) {
    return has_one_spelling(surname) && surname.spellings == found;
  });
  // 吕 is often spelt LU as well.
  return known == kSurnames.end() || found == "LU" ? std::string_view() : known->spellings;
}

}  // namespace

std::string_view find_surname(std::string_view name) {
  const std::u32string characters = base::to_utf32(name);
  for (const Surname& surname : kSurnames) {
    if (!characters.starts_with(surname.han)) continue;
    return has_one_spelling(surname) && surname.spellings != "LU" ? surname.spellings : std::string_view();
  }
  return surname_in_capitals(name);
}

bool may_be_surname_of(std::string_view latin, std::string_view chinese_name) {
  const std::u32string name = base::to_utf32(chinese_name);
  const std::string letters = letters_of(latin);
  if (letters.empty()) return true;
  for (const Surname& surname : kSurnames) {
    if (!name.starts_with(surname.han)) continue;
    std::string_view rest = surname.spellings;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      if (rest.substr(0, end) == letters) return true;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
  }
  return true;
}

}  // namespace gongwen::templating
