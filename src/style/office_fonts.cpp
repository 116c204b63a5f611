#include "style/office_fonts.h"

#include "base/utf8.h"

#include <array>

namespace gongwen::style {
namespace {

constexpr std::string_view kSong = "宋体";
constexpr std::string_view kHei = "黑体";
constexpr std::string_view kFang = "仿宋";
constexpr std::string_view kKai = "楷体";
constexpr std::string_view kXiaoBiaoSong = "方正小标宋简体";
constexpr std::string_view kYaHei = "微软雅黑";

constexpr std::array kOfficeFonts{
    OfficeFont{"serif", kSong},
    OfficeFont{"宋体", kSong},
    OfficeFont{"SimSun", kSong},
    OfficeFont{"NSimSun", kSong},
    OfficeFont{"新宋体", kSong},
    OfficeFont{"STSong", kSong},
    OfficeFont{"华文宋体", kSong},
    OfficeFont{"Songti SC", kSong},
    OfficeFont{"FandolSong", kSong},
    OfficeFont{"Noto Serif CJK SC", kSong},
    OfficeFont{"Noto Serif SC", kSong},
    OfficeFont{"Source Han Serif SC", kSong},
    OfficeFont{"思源宋体", kSong},
    OfficeFont{"Gw Song", kSong},
    OfficeFont{"sans-serif", kHei},
    OfficeFont{"system-ui", kHei},
    OfficeFont{"黑体", kHei},
    OfficeFont{"SimHei", kHei},
    OfficeFont{"STHeiti", kHei},
    OfficeFont{"华文黑体", kHei},
    OfficeFont{"Heiti SC", kHei},
    OfficeFont{"PingFang SC", kHei},
    OfficeFont{"FandolHei", kHei},
    OfficeFont{"Noto Sans CJK SC", kHei},
    OfficeFont{"Noto Sans SC", kHei},
    OfficeFont{"Source Han Sans SC", kHei},
    OfficeFont{"思源黑体", kHei},
    OfficeFont{"Gw Hei", kHei},
    OfficeFont{"微软雅黑", kYaHei},
    OfficeFont{"Microsoft YaHei", kYaHei},
    OfficeFont{"仿宋", kFang},
    OfficeFont{"FangSong", kFang},
    OfficeFont{"仿宋_GB2312", kFang},
    OfficeFont{"FangSong_GB2312", kFang},
    OfficeFont{"STFangsong", kFang},
    OfficeFont{"华文仿宋", kFang},
    OfficeFont{"FandolFang", kFang},
    OfficeFont{"FandolFang R", kFang},
    OfficeFont{"Gw Fang", kFang},
    OfficeFont{"cursive", kKai},
    OfficeFont{"楷体", kKai},
    OfficeFont{"KaiTi", kKai},
    OfficeFont{"楷体_GB2312", kKai},
    OfficeFont{"KaiTi_GB2312", kKai},
    OfficeFont{"STKaiti", kKai},
    OfficeFont{"华文楷体", kKai},
    OfficeFont{"LXGW WenKai", kKai},
    OfficeFont{"霞鹜文楷", kKai},
    OfficeFont{"FandolKai", kKai},
    OfficeFont{"Gw Kai", kKai},
    OfficeFont{"fantasy", kXiaoBiaoSong},
    OfficeFont{"小标宋", kXiaoBiaoSong},
    OfficeFont{"方正小标宋简体", kXiaoBiaoSong},
    OfficeFont{"方正小标宋_GBK", kXiaoBiaoSong},
    OfficeFont{"FZXiaoBiaoSong-B05", kXiaoBiaoSong},
    OfficeFont{"FZXiaoBiaoSong-B05S", kXiaoBiaoSong},
    OfficeFont{"monospace", "Courier New", false},
    OfficeFont{"Liberation Serif", "Times New Roman", false},
    OfficeFont{"Tinos", "Times New Roman", false},
    OfficeFont{"Liberation Sans", "Arial", false},
    OfficeFont{"Liberation Mono", "Courier New", false},
};

}  // namespace

const OfficeFont* find_office_font(std::string_view family) {
  for (const OfficeFont& entry : kOfficeFonts) {
    if (base::equals_ignoring_ascii_case(entry.family, family)) return &entry;
  }
  return nullptr;
}

std::string_view national_font_name(std::string_view name) {
  if (name == kFang) return "仿宋_GB2312";
  if (name == kKai) return "楷体_GB2312";
  return name;
}

}  // namespace gongwen::style
