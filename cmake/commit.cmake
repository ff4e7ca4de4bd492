# Writes HEADER from TEMPLATE with the commit of SOURCE: that of git, or, where there is no
# repository, what the environment's SLEEVE_COMMIT says.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude=*
                OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE
                RESULT_VARIABLE failed ERROR_QUIET)
if(failed)
  set(COMMIT "$ENV{SLEEVE_COMMIT}")
endif()
if(NOT COMMIT)
  set(COMMIT unknown)
endif()
configure_file(${TEMPLATE} ${HEADER} @ONLY)
