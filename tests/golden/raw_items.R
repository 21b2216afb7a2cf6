# The study's model from the single items of sample_data/study_missing.csv: scored in R, fitted by lavaan.
# Rscript tests/golden/raw_items.R  (in the folder of the project; lavaan 0.6-14, jsonlite)
suppressMessages(library(lavaan))
items <- read.csv("sample_data/study_missing.csv")
# A score where at least 80 % of its items are answered.
score <- function(names) {
  answers <- items[, names]
  ifelse(rowMeans(!is.na(answers)) >= 0.8, rowMeans(answers, na.rm = TRUE), NA)
}
of <- function(word, numbers) paste0(word, numbers)
rows <- data.frame(
  Goal = 4 * score(of("wai", c(4, 6, 8, 11))),
  Task = 4 * score(of("wai", c(1, 2, 10, 12))),
  Bond = 4 * score(of("wai", c(3, 5, 7, 9))),
  CES_p1 = score(of("ces", c(1, 4, 7))),
  CES_p2 = score(of("ces", c(2, 5, 8))),
  CES_p3 = score(of("ces", c(3, 6, 9))),
  CSQ_p1 = score(of("csq", c(1, 4, 7))),
  CSQ_p2 = score(of("csq", c(2, 5, 8))),
  CSQ_p3 = score(of("csq", c(3, 6))),
  items[, of("out", 1:4)]
)
model <- "
Alliance =~ Goal + Task + Bond
Engagement =~ CES_p1 + CES_p2 + CES_p3
Outcome =~ out1 + out2 + out3 + out4
Satisfaction =~ CSQ_p1 + CSQ_p2 + CSQ_p3
Engagement ~ Alliance
Outcome ~ Engagement + Alliance
Satisfaction ~ Engagement + Alliance
Outcome ~~ Satisfaction
"
fit <- sem(model, rows)
fiml <- sem(model, rows, missing = "fiml")
n <- nobs(fit)
out <- list(
  nobs = n, chisq = fitMeasures(fit, "chisq")[[1]], df = fitMeasures(fit, "df")[[1]],
  chisq_amos = fitMeasures(fit, "chisq")[[1]] * (n - 1) / n,
  chisq_fiml = fitMeasures(fiml, "chisq")[[1]]
)
writeLines(jsonlite::toJSON(out, auto_unbox = TRUE, digits = 8, pretty = TRUE), "tests/golden/raw_items.json")
