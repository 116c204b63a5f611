// PrintedLabels: finds fields by the words printed beside them, even if their titles have more or fewer words.
//   `1. 姓　名（中文）：` is 姓名（中文）, 姓名 beside 项目负责人 is 项目负责人姓名, 设备费 under 第一年 is
//   设备费（第一年）.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// A label in the form of label_text(), without its number and without the brackets at its end.
std::string plain_label(std::string_view label);
/// The words in the brackets at its end; empty if it has none.
std::string note_of_label(std::string_view label);

/// All labels are in the form of label_text().
class PrintedLabels {
 public:
  void add(const std::string& label, const std::string& pattern);
  /// Adds a text of the file, which may be the label of a group.
  void note_printed(const std::string& label) { printed_.insert(plain_label(label)); }

  /// The field with a label; null for other texts and for labels of several fields.
  const std::string* find(const std::string& label) const;
  /// The field whose label is both texts together: 项目负责人姓名. It precedes a field with the label 姓名.
  const std::string* find_in_group(const std::string& group, const std::string& label) const;
  /// Notes that a text was part of the label of a field that was found.
  void note_group(const std::string& label) const { groups_.insert(label); }
  /// Whether a text was part of the label of a field that was found: 项目负责人 in 项目负责人姓名.
  bool is_group(const std::string& label) const { return groups_.contains(plain_label(label)); }
  /// All fields with a label; if no field has it, the field with the same label without number and brackets.
  std::vector<std::string> all(const std::string& label) const;
  /// Whether a field has exactly this label.
  bool has(const std::string& label) const { return exact_.contains(label); }
  bool contains(const std::string& label) const { return has(label) || find(label) != nullptr; }

  /// The field with the label `name（head）`, or `name（…·head）` of heads with several rows.
  const std::string* find_member(const std::string& name, const std::string& head) const;
  /// Whether there are such fields.
  bool has_members(const std::string& name) const;

 private:
  using Patterns = std::map<std::string, std::set<std::string>>;
  static const std::string* only_one(const Patterns& patterns, const std::string& label);

  Patterns exact_;
  Patterns plain_;  // without numbers and notes
  std::set<std::string> printed_;
  mutable std::set<std::string> groups_;
};

/// The parts of 自2024年3月1日至2024年3月5日止，共5天.
struct PeriodText {
  std::string begin;
  std::string end;
  std::string days;  // 5天; empty if `rest` is anything else
  std::string rest;  // after the end of the period: 共5天
};
std::optional<PeriodText> parted_period(std::string_view text);

}  // namespace gongwen::intake
