# Every library Sleeve uses; docs/architecture.md says why each is there.
find_package(hwy CONFIG REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.66 CONFIG REQUIRED COMPONENTS context)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Eigen3 3.3 REQUIRED NO_MODULE)
find_path(SLEEVE_STB stb_image.h PATH_SUFFIXES stb REQUIRED DOC "The folder of the stb headers")
find_path(SLEEVE_XXHASH xxhash.h REQUIRED DOC "The folder of xxhash.h")

# What reads image files: only prepare needs it, and not for covers drawn by code.
find_path(SLEEVE_WEBP_INCLUDE webp/decode.h DOC "The folder with libwebp's webp/decode.h")
find_library(SLEEVE_WEBP webp DOC "libwebp")
find_path(SLEEVE_EXIF_INCLUDE libexif/exif-data.h DOC "The folder with libexif/exif-data.h")
find_library(SLEEVE_EXIF exif DOC "libexif")
find_package(OpenSSL 3.0)
set(SLEEVE_WITH_IMAGE_FILES OFF)
if(NOT SLEEVE_IMAGE_FILES STREQUAL "OFF")
  if(SLEEVE_WEBP_INCLUDE AND SLEEVE_WEBP AND SLEEVE_EXIF_INCLUDE AND SLEEVE_EXIF
     AND OpenSSL_FOUND)
    set(SLEEVE_WITH_IMAGE_FILES ON)
    add_library(sleeve_image_libraries INTERFACE)
    target_include_directories(sleeve_image_libraries SYSTEM INTERFACE ${SLEEVE_WEBP_INCLUDE}
                                                                       ${SLEEVE_EXIF_INCLUDE})
    target_link_libraries(sleeve_image_libraries INTERFACE ${SLEEVE_WEBP} ${SLEEVE_EXIF})
  elseif(SLEEVE_IMAGE_FILES STREQUAL "ON")
    message(FATAL_ERROR "SLEEVE_IMAGE_FILES is ON, but libwebp, libexif or OpenSSL (3.0) was not "
                        "found: install all three, or configure with -DSLEEVE_IMAGE_FILES=OFF")
  endif()
endif()
if(NOT SLEEVE_WITH_IMAGE_FILES)
  message(STATUS "Image files: off; prepare makes data sets of covers drawn by code only")
endif()

# What fetches covers from the web: only fetch_covers needs it. What was fetched is checked by what
# reads image files.
set(SLEEVE_WITH_FETCHING OFF)
if(NOT SLEEVE_FETCHING STREQUAL "OFF")
  # 7.80: CURLOPT_PREREQFUNCTION says when a request is really sent, which rate limits count.
  find_package(CURL 7.80)
  find_package(SQLite3 3.24)
  if(CURL_FOUND AND SQLite3_FOUND AND SLEEVE_WITH_IMAGE_FILES)
    set(SLEEVE_WITH_FETCHING ON)
  elseif(SLEEVE_FETCHING STREQUAL "ON")
    message(FATAL_ERROR "SLEEVE_FETCHING is ON, but libcurl (7.80 or later), SQLite (3.24) or what "
                        "reads image files was not found: install them, or configure with "
                        "-DSLEEVE_FETCHING=OFF")
  endif()
endif()
if(NOT SLEEVE_WITH_FETCHING)
  message(STATUS "Fetching: off; there is no fetch_covers, which gets covers from the web")
endif()

if(SLEEVE_TESTS)
  find_package(doctest REQUIRED)
  if(SLEEVE_WITH_FETCHING)
    find_path(SLEEVE_HTTPLIB_INCLUDE httplib.h REQUIRED DOC "The folder with cpp-httplib's header")
    find_library(SLEEVE_HTTPLIB cpp-httplib REQUIRED DOC "cpp-httplib")
  endif()
endif()
