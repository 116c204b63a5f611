#include "base/ascii.h"
#include "sheet/detail/style_format.h"
#include "sheet/limits.h"

#include <array>

namespace gongwen::sheet {
namespace {

constexpr std::string_view kSong = "宋体";
constexpr std::string_view kHei = "黑体";
constexpr std::string_view kFang = "仿宋";
constexpr std::string_view kKai = "楷体";
constexpr std::string_view kXiaoBiaoSong = "方正小标宋简体";
constexpr std::string_view kYaHei = "微软雅黑";

enum class Coverage : std::uint8_t { Latin, Chinese };

struct OfficeName {
  std::string_view family;  // as in CSS, without regard to case
  std::string_view name;
  Coverage coverage = Coverage::Chinese;
};

constexpr std::array kOfficeNames{
    OfficeName{"serif", kSong},
    OfficeName{"宋体", kSong},
    OfficeName{"SimSun", kSong},
    OfficeName{"NSimSun", kSong},
    OfficeName{"新宋体", kSong},
    OfficeName{"STSong", kSong},
    OfficeName{"华文宋体", kSong},
    OfficeName{"Songti SC", kSong},
    OfficeName{"FandolSong", kSong},
    OfficeName{"Noto Serif CJK SC", kSong},
    OfficeName{"Noto Serif SC", kSong},
    OfficeName{"Source Han Serif SC", kSong},
    OfficeName{"思源宋体", kSong},
    OfficeName{"Gw Song", kSong},
    OfficeName{"sans-serif", kHei},
    OfficeName{"system-ui", kHei},
    OfficeName{"黑体", kHei},
    OfficeName{"SimHei", kHei},
    OfficeName{"STHeiti", kHei},
    OfficeName{"华文黑体", kHei},
    OfficeName{"Heiti SC", kHei},
    OfficeName{"PingFang SC", kHei},
    OfficeName{"FandolHei", kHei},
    OfficeName{"Noto Sans CJK SC", kHei},
    OfficeName{"Noto Sans SC", kHei},
    OfficeName{"Source Han Sans SC", kHei},
    OfficeName{"思源黑体", kHei},
    OfficeName{"Gw Hei", kHei},
    OfficeName{"微软雅黑", kYaHei},
    OfficeName{"Microsoft YaHei", kYaHei},
    OfficeName{"仿宋", kFang},
    OfficeName{"FangSong", kFang},
    OfficeName{"仿宋_GB2312", kFang},
    OfficeName{"FangSong_GB2312", kFang},
    OfficeName{"STFangsong", kFang},
    OfficeName{"华文仿宋", kFang},
    OfficeName{"FandolFang", kFang},
    OfficeName{"FandolFang R", kFang},
    OfficeName{"Gw Fang", kFang},
    OfficeName{"cursive", kKai},
    OfficeName{"楷体", kKai},
    OfficeName{"KaiTi", kKai},
    OfficeName{"楷体_GB2312", kKai},
    OfficeName{"KaiTi_GB2312", kKai},
    OfficeName{"STKaiti", kKai},
    OfficeName{"华文楷体", kKai},
    OfficeName{"LXGW WenKai", kKai},
    OfficeName{"霞鹜文楷", kKai},
    OfficeName{"FandolKai", kKai},
    OfficeName{"Gw Kai", kKai},
    OfficeName{"fantasy", kXiaoBiaoSong},
    OfficeName{"小标宋", kXiaoBiaoSong},
    OfficeName{"方正小标宋简体", kXiaoBiaoSong},
    OfficeName{"方正小标宋_GBK", kXiaoBiaoSong},
    OfficeName{"FZXiaoBiaoSong-B05", kXiaoBiaoSong},
    OfficeName{"FZXiaoBiaoSong-B05S", kXiaoBiaoSong},
    OfficeName{"monospace", "Courier New", Coverage::Latin},
    OfficeName{"Liberation Serif", "Times New Roman", Coverage::Latin},
    OfficeName{"Tinos", "Times New Roman", Coverage::Latin},
    OfficeName{"Liberation Sans", "Arial", Coverage::Latin},
    OfficeName{"Liberation Mono", "Courier New", Coverage::Latin},
};

const OfficeName* find_office_name(std::string_view family) {
  for (const OfficeName& entry : kOfficeNames) {
    if (base::equals_ignoring_ascii_case(entry.family, family)) return &entry;
  }
  return nullptr;
}

}  // namespace

std::string resolve_font_name(std::span<const std::string> families) {
  for (const std::string& family : families) {
    const OfficeName* const entry = find_office_name(family);
    if (entry != nullptr && entry->coverage == Coverage::Chinese) return std::string(entry->name);
  }
  if (families.empty() || utf16_length(families.front()) > kMaxFontNameUnits) return std::string(kSong);
  const OfficeName* const entry = find_office_name(families.front());
  return entry == nullptr ? families.front() : std::string(entry->name);
}

}  // namespace gongwen::sheet
