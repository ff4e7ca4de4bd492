// Names of genres as names of files.
#pragma once

#include <string>
#include <vector>

namespace sleeve::apps {

/// Of ASCII, all but letters, digits and '.' becomes '-', and so does a '.' that comes first.
std::string file_name_of(const std::string& name);

/// The same for several names, no two alike: "R&B" and "R-B" become "R-B" and "R-B-2".
std::vector<std::string> distinct_file_names(const std::vector<std::string>& names);

}  // namespace sleeve::apps
