# What is installed beside the programs (apps/CMakeLists.txt): recipes, and the pages about them.
install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/sleeve)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
