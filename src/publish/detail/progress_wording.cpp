#include "publish/detail/collect_month.h"
#include "store/record.h"

#include <charconv>

namespace gongwen::publish {
namespace {

using store::text_member;

int number_at(std::string_view text, std::size_t begin, std::size_t count) {
  int number = 0;
  if (begin + count <= text.size()) std::from_chars(text.data() + begin, text.data() + begin + count, number);
  return number;
}

bool passed(const data::Value& stage) {
  const std::optional<data::Value> member = stage.find("passed");
  return member && member->type() == data::ValueType::Boolean && member->boolean();
}

std::string from_to(const data::Value& stage) {
  return chinese_date(text_member(stage, "date")) + "至" + chinese_date(text_member(stage, "end"));
}

}  // namespace

std::string chinese_date(std::string_view date) {
  return std::to_string(number_at(date, 0, 4)) + "年" + std::to_string(number_at(date, 5, 2)) + "月" +
         std::to_string(number_at(date, 8, 2)) + "日";
}

std::string progress_text(const data::Value& stage) {
  const std::string_view name = text_member(stage, "stage");
  const std::string reviewed = passed(stage) ? "，并通过专家审查会评审。" : "。";
  if (name == "started") return "已启动研制。";
  if (name == "working_draft") return "已形成标准草案。";
  if (name == "draft_review") return "已形成征求意见稿" + reviewed;
  if (name == "public_comment") return "已形成征求意见稿，并于" + from_to(stage) + "公开征求意见。";
  if (name == "comments_handled") return "已完成征求意见和意见处理。";
  if (name == "submission_review") return "已形成送审稿" + reviewed;
  if (name == "committee_vote") {
    const std::string result = stage.find("passed") ? (passed(stage) ? "，投票通过" : "，投票未通过") : "";
    return "已形成送审稿，并于" + from_to(stage) + "组织全体委员投票" + result + "。";
  }
  if (name == "submitted") return "已形成报批稿并报批。";
  if (name == "published") {
    const std::string number(text_member(stage, "number"));
    return number.empty() ? "已批准发布。" : "已批准发布，标准编号为" + number + "。";
  }
  if (name == "extended") return "经批准延期至" + chinese_date(text_member(stage, "until")) + "。";
  if (name == "terminated") return "经批准终止。";
  return {};
}

}  // namespace gongwen::publish
