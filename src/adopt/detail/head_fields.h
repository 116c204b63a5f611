// Fields under the heads of a table: a list if the rows are empty, single fields if each row has a name.
//   序号 | 姓名 | 单位        a list with the columns 姓名 and 单位
//        | 第一年 | 第二年    设备费（第一年）, 设备费（第二年）
//   设备费 |      |
#pragma once

#include "adopt/detail/field_collector.h"
#include "adopt/detail/table_heads.h"

#include <cstddef>
#include <vector>

namespace gongwen::adopt {

/// Adds the fields of the rows below the heads in row `r`, and marks the cells of these rows as used. `title` is the
/// label beside the table; it may be null. Returns whether the row has such heads.
bool add_fields_under_heads(std::vector<TableRow>& rows, std::size_t r, const Label* title, FieldCollector& form);

}  // namespace gongwen::adopt
