// Pictures and charts, which are separate files in the package, shown in frames over the cells of a sheet.
#pragma once

#include "base/escapes.h"
#include "sheet/workbook.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ods {

/// The style of frames, without a line around them.
inline constexpr std::string_view kFrameStyle = "frame";

/// The files of a workbook. Equal pictures are one file. The workbook must outlive it.
class EmbeddedFiles {
 public:
  struct PackageFile {
    std::string name;        // in the package
    std::string media_type;  // for the manifest; objects have an entry for their folder, too
    std::string_view bytes;  // of a picture
    std::string content;     // XML of a chart
  };
  struct Folder {
    std::string name;  // with `/` at its end
    std::string media_type;
  };

  explicit EmbeddedFiles(const sheet::Workbook& workbook);

  const std::vector<PackageFile>& files() const { return files_; }
  const std::vector<Folder>& folders() const { return folders_; }

  /// Writes the frames whose upper left corner is in the cell.
  void write_frames(base::XmlWriter& xml, const sheet::Sheet& sheet, sheet::CellPlace place) const;

 private:
  void add_picture(const sheet::Picture& picture);
  void add_chart(const sheet::Sheet& sheet, const sheet::Chart& chart);

  std::vector<PackageFile> files_;
  std::vector<Folder> folders_;
  std::map<std::string_view, std::string> pictures_;   // names by content
  std::map<const sheet::Chart*, std::string> charts_;  // names of folders
};

}  // namespace gongwen::ods
