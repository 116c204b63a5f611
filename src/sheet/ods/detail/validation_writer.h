// Writes the validations of cells.
#pragma once

#include "base/escapes.h"
#include "sheet/workbook.h"

#include <cstddef>
#include <string>

namespace gongwen::ods {

/// The name by which cells refer to a validation; it counts from 1 through the workbook.
std::string validation_name(std::size_t number);

/// The validations of all sheets, in the order of the model.
void write_validations(base::XmlWriter& xml, const sheet::Workbook& workbook);

}  // namespace gongwen::ods
