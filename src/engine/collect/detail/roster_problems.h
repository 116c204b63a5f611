// What is to be asked about the forms of a folder: one line for each file and sort of problem, errors first.
#pragma once

#include "engine/collect/detail/collected_form.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gongwen::engine {

struct RosterProblem {
  std::string category;  // 未读取, 空表, 缺少, 错误, 未列入, 不一致, 旧版本, 重复, 疑似重复, 提醒, 已更正
  std::size_t form = 0;  // index
  std::string text;
  bool is_error = false;
};

/// `folder` has a slash at its end; paths in the texts are without it.
std::vector<RosterProblem> roster_problems(const std::vector<CollectedForm>& forms,
                                           std::span<const std::size_t> indices, const std::string& folder);

}  // namespace gongwen::engine
