# Writes fiml_mlr.json: what lavaan says of rows with gaps under MLR. Rscript tests/golden/fiml_mlr.R
suppressMessages(library(lavaan))
set.seed(3)
data <- HolzingerSwineford1939[, c("school", "ageyr", "grade", paste0("x", 1:6))]
for (name in paste0("x", 1:6)) data[sample(301, 40), name] <- NA
data$ageyr[sample(301, 12)] <- NA
data$grade[sample(301, 9)] <- NA
data[7, -1] <- NA
write.csv(data, "tests/golden/fiml_mlr.csv", row.names = FALSE, na = "")
model <- "visual =~ x1 + x2 + x3
textual =~ x4 + x5 + x6
visual ~ ageyr + grade
textual ~ visual + ageyr"
fit <- suppressWarnings(sem(model, data, missing = "fiml", estimator = "MLR"))
measures <- fitMeasures(fit)
number <- function(x) ifelse(is.na(x), "null", format(x, digits = 12, trim = TRUE, scientific = FALSE))
named <- function(x) paste0("{", paste0('"', names(x), '": ', number(x), collapse = ", "), "}")
params <- parameterEstimates(fit)
rows <- paste0('    {"key": ["', params$lhs, '", "', params$op, '", "', params$rhs, '"], "est": ', number(params$est),
               ', "se": ', number(params$se), "}", collapse = ",\n")
cat('{\n  "model": "', gsub("\n", "\\\\n", model), '",\n  "lavaan": "', as.character(packageVersion("lavaan")),
    '",\n  "nobs": ', lavInspect(fit, "nobs"), ',\n  "fit": ', named(measures), ',\n  "params": [\n', rows, "\n  ]\n}\n",
    sep = "", file = "tests/golden/fiml_mlr.json")
