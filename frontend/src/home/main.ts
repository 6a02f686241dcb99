// The first page: styles alone, it needs no script.
import "../styles/home.css";
import "../styles/counter.css";
